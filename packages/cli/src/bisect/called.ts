import { isSubset } from "../earlier-tests/subset.ts";

/** Whether it is a commit and not a release. */
export function isCommit(version: string): boolean {
  return /^[0-9a-f]{40}$/.test(version);
}

/** A release, commit or subset of the earlier tests as it is called in a sentence. */
export function called(version: string): string {
  if (isSubset(version)) return version === "alone" ? "the test alone" : `the test after ${numbered(version)}`;
  return isCommit(version) ? `commit ${short(version)}` : `Node ${version}`;
}

/** The same, at the beginning of a sentence. */
export function title(version: string): string {
  const name = called(version);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The same where there is little room. */
export function short(version: string): string {
  return isCommit(version) ? version.slice(0, 10) : version;
}

function numbered(subset: string): string {
  return /^\d+$/.test(subset) ? `number ${subset}` : `numbers ${subset}`;
}

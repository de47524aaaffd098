import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { obtainRuntime, readChangelog, type Supply } from "../runtimes/obtain.ts";
import { type Change, rankChanges } from "./rank-changes.ts";

/** What is different on both sides of a transition. */
export type Attribution = ReleaseChanges | CommitChanges;

/** A commit, as git describes it. */
export interface CommitChanges {
  readonly kind: "commit";
  readonly version: string;
  readonly previous: string;
  readonly description: readonly string[];
}

/** What is different between two neighbouring releases, as far as it may have to do with the leak. */
export interface ReleaseChanges {
  readonly kind: "release";
  readonly version: string;
  readonly previous: string;
  /** Bundled components with another version. */
  readonly components: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** Commits that name something of the leak, the most telling first. */
  readonly changes: readonly Change[];
  /** How many commits the changelog lists; 0 if it lists none. */
  readonly commits: number;
  /** Page that shows all changes. */
  readonly compare: string;
}

/** Compares two releases: their components by what the executables say of themselves, their commits by the changelog. */
export async function attribute(
  supply: Supply,
  { version, previous }: { readonly version: string; readonly previous: string },
  words: readonly string[],
): Promise<ReleaseChanges> {
  const [newer, older] = await Promise.all([obtainRuntime(supply, version), obtainRuntime(supply, previous)]);
  const [now, before] = await Promise.all([componentsOf(newer.executable), componentsOf(older.executable)]);
  const components = Object.entries(now).flatMap(([name, to]) => {
    const from = before[name];
    return name === "node" || from === undefined || from === to ? [] : [{ name, from, to }];
  });
  const changelog = (await readChangelog(newer)) ?? "";
  return {
    kind: "release",
    version,
    previous,
    components,
    ...rankChanges(changelog, version, words),
    compare: `https://github.com/nodejs/node/compare/v${previous}...v${version}`,
  };
}

async function componentsOf(executable: string): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await promisify(execFile)(executable, ["-p", "JSON.stringify(process.versions)"], {
    env: { PATH: process.env["PATH"] },
  });
  return JSON.parse(stdout) as Readonly<Record<string, string>>;
}

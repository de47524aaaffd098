/** What a release says of its flags. */
export interface FlagList {
  /** What `node --v8-options` prints. */
  readonly v8Options: string;
  /** `process.allowedNodeEnvironmentFlags`. */
  readonly nodeFlags: readonly string[];
}

/** The flags that make a release behave like its neighbour, as far as flags can: those whose default is another there. */
export function flagCandidates(own: FlagList, other: FlagList): string[] {
  const defaults = v8Defaults(own.v8Options);
  const theirs = v8Defaults(other.v8Options);
  const engine = [...theirs].flatMap(([name, isOn]) => {
    const ownDefault = defaults.get(name);
    return ownDefault === undefined || ownDefault === isOn ? [] : [`--${isOn ? "" : "no-"}${name}`];
  });
  return [...engine, ...nodeCandidates(own.nodeFlags, other.nodeFlags)];
}

// Node does not tell its defaults. A flag that only one of both has was added or renamed with what it switches: an experiment that
// became the rule loses its prefix, and can be switched off from then on.
function nodeCandidates(own: readonly string[], other: readonly string[]): string[] {
  const theirs = new Set(other);
  return own.flatMap((flag) => {
    const name = flag.replace(/^--/, "");
    const isSwitch = !name.startsWith("no-") && own.includes(`--no-${name}`);
    if (!isSwitch || theirs.has(flag)) return [];
    return [name.startsWith("experimental-") ? flag : `--no-${name}`];
  });
}

// A line with the name, and below it `type: bool  default: --no-name`, in older releases `default: false`.
function v8Defaults(v8Options: string): Map<string, boolean> {
  const matches = v8Options.matchAll(/^ {2}--([\w-]+) .*\n\s+type: bool {2}default: (\S+)/gm);
  return new Map(
    [...matches].map(([, name = "", value = ""]) => [name, value !== "false" && !value.startsWith("--no-")]),
  );
}

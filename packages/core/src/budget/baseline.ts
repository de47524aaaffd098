import type { RuntimeFacts } from "../subject.ts";

/** What was last accepted of one test file on one sort of runtime. */
export interface BaselineEntry {
  /** Bytes that the file retained. */
  readonly bytes: number;
  /** Bytes by which two runs of it differ. */
  readonly noiseBytes: number;
  /** How often a value was accepted: tells which of two branches knows more. */
  readonly updates: number;
  /** The values before this one, oldest first; at most twelve. */
  readonly history: readonly number[];
}

/** The accepted values of a project, by {@link baselineKey}. */
export type Baseline = ReadonlyMap<string, BaselineEntry>;

/** Which suite on which sort of runtime: live heap differs by a third between majors of Node, and little within one. */
export interface BaselineKey {
  /** Path relative to the root, with slashes. */
  readonly file: string;
  /** Major release of Node. */
  readonly node: number;
  /** As in `linux-x64`. */
  readonly platform: string;
}

/** Values that are kept besides the present one. */
export const HISTORY = 12;

/** Names a suite on a sort of runtime as the baseline file does: `src/a.test.ts | Node 24 | linux-x64`. */
export function baselineKey({ file, node, platform }: BaselineKey): string {
  return `${file} | Node ${node} | ${platform}`;
}

/** Reads what {@link baselineKey} wrote; undefined if it is no such name. */
export function readBaselineKey(key: string): BaselineKey | undefined {
  const [, file, node, platform] = /^(.+) \| Node (\d+) \| ([^\s|]+)$/.exec(key) ?? [];
  return file === undefined || platform === undefined ? undefined : { file, node: Number(node), platform };
}

/** The sort of runtime that a verdict was given in. */
export function runtimeSort({
  node,
  platform,
  arch,
}: Pick<RuntimeFacts, "node" | "platform" | "arch">): Omit<BaselineKey, "file"> {
  return { node: Number.parseInt(node, 10), platform: `${platform}-${arch}` };
}

/** The entries for one sort of runtime, by path. */
export function entriesFor(
  baseline: Baseline,
  { node, platform }: Omit<BaselineKey, "file">,
): Record<string, BaselineEntry> {
  const own = [...baseline].flatMap(([name, entry]) => {
    const key = readBaselineKey(name);
    return key !== undefined && key.node === node && key.platform === platform ? [[key.file, entry] as const] : [];
  });
  return Object.fromEntries(own);
}

import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { NodeMajor } from "../../test/e2e/install-hosts.ts";

/** Where and how a sweep runs. */
export interface Setting {
  readonly node: NodeMajor;
  readonly runner: "vitest" | "jest";
  readonly load: "idle" | "busy";
  /** What a test may take; a runner gives it 5,000 ms if it is not told otherwise. */
  readonly timeoutMs: number;
}

/** What is judged: a twin of a pair. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly twin: "leaky" | "clean";
}

/** One verdict on one twin, as a line of the log. */
export interface Entry extends Setting, Subject {
  readonly repeat: number;
  readonly verdict: "clean" | "leaking" | "inconclusive" | "none";
  /** What the verdict rests on, why it was withheld, or why there is none. */
  readonly because: string;
  readonly bytesPerCall?: number;
  readonly calls?: number;
  readonly milliseconds?: number;
  /** What the explanation calls the heaviest leak: what its fingerprint is made of. */
  readonly signature?: string;
  /** The file and the line that created it, as the explanation says. */
  readonly createdAt?: string;
  /** What the machine had to do besides when the run began: processes that want a core, on average over a minute. */
  readonly loadBefore: number;
  readonly commit: string;
}

/** Reads what earlier sittings found. */
export function readLog(file: string): Entry[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Entry);
}

/** Names what an entry is about: a twin, where it was judged, and for which time. */
export function keyOf(
  { kind, name, twin }: Subject,
  { node, runner, load, timeoutMs, repeat }: Setting & { readonly repeat: number },
): string {
  return JSON.stringify([kind, name, twin, node, runner, load, timeoutMs, repeat]);
}

/** What a report is about: entries of some commits, or of all if none is named; of a run that was tried again, the last. */
export function reportedEntries(entries: readonly Entry[], commits: readonly string[] | undefined): readonly Entry[] {
  // A hash is as long as the repository needed it to be at the time.
  const own = entries.filter(
    ({ commit }) => commits?.some((one) => one.startsWith(commit) || commit.startsWith(one)) ?? true,
  );
  return [...new Map(own.map((entry) => [keyOf(entry, entry), entry])).values()];
}

/** Adds what was found to the log. */
export function appendToLog(file: string, entries: readonly Entry[]): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
}

/** Whether it leaks or is clean, as it was made to. */
export function isRight({ twin, verdict }: Pick<Entry, "twin" | "verdict">): boolean {
  return verdict === (twin === "leaky" ? "leaking" : "clean");
}

/** Names the settings that entries are of, each once. */
export function settingsIn(entries: readonly Entry[]): string[] {
  return [...new Set(entries.map(describeSetting))];
}

/** Names a setting. */
export function describeSetting({ node, runner, load, timeoutMs }: Setting): string {
  return `Node ${node}, ${runner}, ${load}, ${timeoutMs / 1000} s`;
}

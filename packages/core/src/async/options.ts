import { GRACE_MS } from "../grace.ts";
import type { IgnoreEntry } from "../ignore-entry.ts";
import { assertKnownOptions, readOption } from "../read-option.ts";

/** How a check for pending work is made; everything has a default. */
export interface AsyncOpsOptions {
  /** Calls of the body. @default 1 */
  readonly calls?: number;
  /** Calls before them, whose effects are not judged: what is opened once and kept, such as a pool, is open then. @default 0 */
  readonly warmUp?: number;
  /** Milliseconds that what was started may take to end once the calls have returned. @default 450 */
  readonly grace?: number;
  /** Whether timers count that do not keep the process alive (`timer.unref()`). @default false */
  readonly unref?: boolean;
  /** Milliseconds that the whole check may take. @default what is left of the test's own timeout, else 10 000 */
  readonly timeout?: number;
  /** Known leaks, each with its reason. @default none */
  readonly ignore?: readonly IgnoreEntry[];
  /** Whether a heap snapshot says who holds a pending promise. @default true */
  readonly explain?: boolean;
  /** Folder that keeps this snapshot as a `.heapsnapshot` file, which DevTools opens. @default none is kept */
  readonly keepSnapshot?: string;
  /** What an assertion makes of an inconclusive verdict. @default "fail" */
  readonly inconclusive?: "fail" | "warn";
}

/** Options with every default in its place. */
export interface ResolvedAsyncOptions {
  readonly calls: number;
  readonly warmUp: number;
  readonly graceMs: number;
  readonly unref: boolean;
  readonly timeoutMs: number | undefined;
  readonly ignore: readonly IgnoreEntry[];
  readonly explain: boolean;
  readonly keepSnapshot: string | undefined;
  readonly inconclusive: "fail" | "warn";
}

const KNOWN: Readonly<Record<keyof AsyncOpsOptions, true>> = {
  calls: true,
  warmUp: true,
  grace: true,
  unref: true,
  timeout: true,
  ignore: true,
  explain: true,
  keepSnapshot: true,
  inconclusive: true,
};

/**
 * Checks options and fills in defaults.
 *
 * @throws TypeError for an unknown option, a value of the wrong kind, or a combination that cannot be
 */
export function resolveAsyncOptions(options: AsyncOpsOptions = {}): ResolvedAsyncOptions {
  assertKnownOptions(options, Object.keys(KNOWN));
  const explain = readOption.boolean("explain", options.explain) ?? true;
  return {
    calls: readOption.whole("calls", options.calls, 1) ?? 1,
    warmUp: readOption.whole("warmUp", options.warmUp, 0) ?? 0,
    graceMs: readOption.whole("grace", options.grace, 0) ?? GRACE_MS,
    unref: readOption.boolean("unref", options.unref) ?? false,
    timeoutMs: readOption.whole("timeout", options.timeout, 1),
    ignore: readOption.ignore(options.ignore),
    explain,
    keepSnapshot: readOption.keepSnapshot(options.keepSnapshot, explain),
    inconclusive: readOption.inconclusive(options.inconclusive),
  };
}

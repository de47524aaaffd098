import { GRACE_MS } from "../grace.ts";
import { assertKnownOptions, readOption } from "../read-option.ts";

/** How a check for collection is made; everything has a default. */
export interface CollectedOptions {
  /** Milliseconds that an object may take to become collectable. @default 450 */
  readonly grace?: number;
  /** Milliseconds that the whole check may take. @default what is left of the test's own timeout, else 10 000 */
  readonly timeout?: number;
  /** Whether a heap snapshot says who holds what was not collected. @default true */
  readonly explain?: boolean;
  /** Folder that keeps this snapshot as a `.heapsnapshot` file, which DevTools opens. @default none is kept */
  readonly keepSnapshot?: string;
  /** What an assertion makes of an inconclusive verdict. @default "fail" */
  readonly inconclusive?: "fail" | "warn";
}

/** Options with every default in its place. */
export interface ResolvedCollectedOptions {
  readonly graceMs: number;
  readonly timeoutMs: number | undefined;
  readonly explain: boolean;
  readonly keepSnapshot: string | undefined;
  readonly inconclusive: "fail" | "warn";
}

const KNOWN: Readonly<Record<keyof CollectedOptions, true>> = {
  grace: true,
  timeout: true,
  explain: true,
  keepSnapshot: true,
  inconclusive: true,
};

/**
 * Checks options and fills in defaults.
 *
 * @throws TypeError for an unknown option, a value of the wrong kind, or a combination that cannot be
 */
export function resolveCollectedOptions(options: CollectedOptions = {}): ResolvedCollectedOptions {
  assertKnownOptions(options, Object.keys(KNOWN));
  const explain = readOption.boolean("explain", options.explain) ?? true;
  return {
    graceMs: readOption.whole("grace", options.grace, 0) ?? GRACE_MS,
    timeoutMs: readOption.whole("timeout", options.timeout, 1),
    explain,
    keepSnapshot: readOption.keepSnapshot(options.keepSnapshot, explain),
    inconclusive: readOption.inconclusive(options.inconclusive),
  };
}

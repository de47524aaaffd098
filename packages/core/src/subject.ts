/** What was judged. */
export interface Subject {
  /** Name of the body, if it has one. */
  readonly body?: string;
  /** Full name of the test. */
  readonly test?: string;
  /** Path of the test's file. */
  readonly file?: string;
  /** Present where the assertion asks for a leak, as `toLeakMemory()` without `.not` does: a leak is no failure then. */
  readonly expectsLeak?: true;
}

/** The runtime that a verdict was given in. */
export interface RuntimeFacts {
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly arch: string;
}

/** Describes the runtime that this code runs in. */
export function describeRuntime(): RuntimeFacts {
  return { node: process.versions.node, v8: process.versions.v8, platform: process.platform, arch: process.arch };
}

import type { AsyncOpsOptions, CollectedOptions, LeakOptions } from "@leakproof/core/matchers";
import { type EnvironmentClass, extend } from "./extend.ts";
import { findNodeEnvironment } from "./node-environment.ts";

export type {
  AnyRecord,
  AsyncOpsOptions,
  AsyncOpsRecord,
  CollectedOptions,
  CollectedRecord,
  LeakOptions,
  LeakRecord,
} from "@leakproof/core/matchers";
export type { AssertionDefaults, FileBudgetOptions, ProjectOptions as LeakproofOptions } from "@leakproof/core/runner";
export { type EnvironmentClass, extend } from "./extend.ts";

/** Jest's environment for Node, with `toLeakMemory`. */
const LeakproofEnvironment: EnvironmentClass = extend(findNodeEnvironment());
export default LeakproofEnvironment;
export { LeakproofEnvironment as TestEnvironment };

/** The matchers of `expect(body)`. */
export interface LeakMatchers {
  /**
   * Asserts that calling the received function over and over makes live memory grow; with `.not`, that it does not.
   * Calls it many times, so it must leave the program as it found it. Has to be awaited.
   *
   * @example await expect(() => handle(request)).not.toLeakMemory()
   */
  toLeakMemory(options?: LeakOptions): Promise<void>;
  /**
   * Asserts that calling the received function leaves a handle or request open or a retained promise pending; with `.not`, that it
   * does not. Has to be awaited.
   *
   * @example await expect(() => handle(request)).not.toLeakAsyncOps()
   */
  toLeakAsyncOps(options?: AsyncOpsOptions): Promise<void>;
  /**
   * Asserts that what the received function returns, or what a WeakRef refers to, can be collected; with `.not`, that something still
   * holds it. Has to be awaited.
   *
   * @example await expect(() => new Session()).toBeCollected()
   */
  toBeCollected(options?: CollectedOptions): Promise<void>;
}

// The matchers of `@types/jest` and those of `@jest/globals`: a project has either, and interfaces merge only where their type
// parameters are the same.
declare global {
  namespace jest {
    // oxlint-disable-next-line no-unused-vars, no-empty-object-type
    interface Matchers<R, T = {}> extends LeakMatchers {}
  }
}

declare module "@jest/expect" {
  // oxlint-disable-next-line no-unused-vars
  interface Matchers<R extends void | Promise<void>, T = unknown> extends LeakMatchers {}
}

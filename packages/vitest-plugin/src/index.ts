// In Vitest 3 and 4 TaskMeta is another package's, and cannot be merged into before Vitest itself was read.
/// <reference types="vitest" preserve="true" />
import type { AnyRecord, AsyncOpsOptions, CollectedOptions, LeakOptions } from "@leakproof/core/matchers";
import type { TestBudgetOptions } from "@leakproof/core/runner";
import type { TaskMemory } from "@leakproof/core/tinybench";
import type { ProvidedSettings } from "./settings.ts";

export { type Watched, watch } from "@leakproof/core";
export { leakproof as default } from "./plugin.ts";
export type { LeakproofPlugin } from "./plugin.ts";
export type {
  AssertionDefaults,
  FileBudgetOptions,
  GuardMode,
  ProjectOptions as LeakproofOptions,
  TestBudgetOptions,
} from "@leakproof/core/runner";
export type {
  AnyRecord,
  AsyncOpsOptions,
  AsyncOpsRecord,
  CollectedOptions,
  CollectedRecord,
  LeakOptions,
  LeakRecord,
  SuiteRecord,
} from "@leakproof/core/matchers";

declare global {
  // Vitest 5 gave Matchers and Assertion other type parameters than 3 and 4: an interface can be merged into all
  // three only through Chai, which Vitest's own assertions extend.
  namespace Chai {
    interface Assertion {
      /**
       * Asserts that calling the received function over and over makes live memory grow; with `.not`, that it does not.
       * Calls it many times, so it must leave the program as it found it. Has to be awaited.
       *
       * @example await expect(() => handle(request)).not.toLeakMemory()
       */
      toLeakMemory(options?: LeakOptions): Promise<void>;
      /**
       * Asserts that calling the received function leaves a handle or request open or a retained promise pending; with `.not`, that
       * it does not. Has to be awaited.
       *
       * @example await expect(() => handle(request)).not.toLeakAsyncOps()
       */
      toLeakAsyncOps(options?: AsyncOpsOptions): Promise<void>;
      /**
       * Asserts that what the received function returns, or what `watch()` was given, can be collected; with `.not`, that something
       * still holds it. Has to be awaited.
       *
       * @example await expect(() => new Session()).toBeCollected()
       */
      toBeCollected(options?: CollectedOptions): Promise<void>;
    }
  }
}

declare module "vitest" {
  interface TaskMeta {
    /** The evidence of every leak assertion that the test made; of a file, what the guard found. */
    leakproof?: readonly AnyRecord[];
    /**
     * What the test may leave behind, or each test of a suite: `test(name, { meta: { leak: { retained: "1 MB" } } }, fn)`; `false` leaves
     * it out of the guard.
     */
    leak?: TestBudgetOptions | false;
    /** What a call of each benchmark of the test retains and allocates, by the benchmark's name. In Vitest 5 alone. */
    benchmarkMemory?: Readonly<Record<string, TaskMemory>>;
  }
  // In Vitest 3 the options of a test do not name `meta`, which its runner takes all the same.
  interface TestOptions {
    meta?: Partial<TaskMeta>;
  }
  interface ProvidedContext {
    /** @internal */
    leakproof: ProvidedSettings;
  }
}

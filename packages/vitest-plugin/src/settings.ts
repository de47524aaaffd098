import type { AssertionDefaults } from "@leakproof/core/runner";

/** What the workers of a project are told. */
export interface ProvidedSettings {
  readonly defaults: AssertionDefaults;
  readonly hookTimeoutMs: number;
  readonly vitestMajor: number;
}

import type { ProjectDefaults } from "@leakproof/core/runner";

/** What the workers of a project are told. */
export interface ProvidedSettings {
  readonly defaults: ProjectDefaults;
  readonly hookTimeoutMs: number;
  readonly vitestMajor: number;
}

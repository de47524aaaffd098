import type { BudgetSettings, ProjectDefaults } from "@leakproof/core/runner";

/** What the workers of a project are told. */
export interface ProvidedSettings {
  readonly defaults: ProjectDefaults;
  readonly budgets: BudgetSettings;
  readonly hookTimeoutMs: number;
  readonly vitestMajor: number;
}

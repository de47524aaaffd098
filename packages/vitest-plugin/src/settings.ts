import type { BudgetSettings, GuardMode, ProjectDefaults } from "@leakproof/core/runner";

/** What the workers of a project are told. */
export interface ProvidedSettings {
  readonly defaults: ProjectDefaults;
  readonly budgets: BudgetSettings;
  readonly hookTimeoutMs: number;
  readonly vitestMajor: number;
  readonly guard: GuardSettings | undefined;
}

/** What the guard is told. */
export interface GuardSettings {
  readonly mode: Exclude<GuardMode, "off">;
  readonly root: string;
  /** How to run one file of the project once more. */
  readonly rerun: RerunSettings;
}

/** How Vitest was started, so that it can be started once more in the same way. */
export interface RerunSettings {
  readonly root: string;
  readonly configFile: string | undefined;
  /** What followed `vitest` on the command line. */
  readonly argv: readonly string[];
  readonly project: string | undefined;
}

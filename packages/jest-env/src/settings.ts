import { resolve } from "node:path";
import type { JestEnvironmentConfig } from "@jest/environment";
import { checkProjectOptions, type ProjectDefaults, readDefaults } from "@leakproof/core/runner";
import { joinRun, type KeepRecords } from "./run-records.ts";

/** What the assertions of a test file are told. */
export interface Settings {
  readonly defaults: ProjectDefaults;
  readonly keepRecords: KeepRecords | undefined;
}

/**
 * Reads `testEnvironmentOptions: { leakproof }`.
 *
 * @throws TypeError for an unknown option or a value of the wrong kind
 */
export function readSettings({ globalConfig, projectConfig }: JestEnvironmentConfig): Settings {
  const options: unknown = projectConfig.testEnvironmentOptions["leakproof"] ?? {};
  checkProjectOptions(options);
  const { records } = options;
  const keepRecords =
    records === undefined
      ? undefined
      : joinRun({ file: resolve(globalConfig.rootDir, records), name: records, seed: globalConfig.seed });
  return { defaults: readDefaults(options, globalConfig.rootDir), keepRecords };
}

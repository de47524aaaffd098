import { resolve } from "node:path";
import type { JestEnvironmentConfig } from "@jest/environment";
import { checkProjectOptions, type ProjectDefaults, readDefaults, requestedRecords } from "@leakproof/core/runner";
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
  const names = [options.records, requestedRecords()].filter((name) => name !== undefined);
  const kept = names.map((name) =>
    joinRun({ file: resolve(globalConfig.rootDir, name), name, seed: globalConfig.seed }),
  );
  const keepRecords: KeepRecords = (records) => {
    for (const keep of kept) keep(records);
  };
  return {
    defaults: readDefaults(options, globalConfig.rootDir),
    keepRecords: kept.length === 0 ? undefined : keepRecords,
  };
}

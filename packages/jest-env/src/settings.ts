import { resolve } from "node:path";
import type { JestEnvironmentConfig } from "@jest/environment";
import {
  type BudgetSettings,
  checkProjectOptions,
  type ProjectDefaults,
  readBudgetSettings,
  readDefaults,
  requestedRecords,
} from "@leakproof/core/runner";
import { lookFolder } from "@leakproof/core/worker";
import { passRecord } from "./guard-channel.ts";
import { assertSupportedJest } from "./installed-jest.ts";
import { joinRun, type KeepRecords } from "./run-records.ts";

/** What the assertions of a test file are told. */
export interface Settings {
  readonly defaults: ProjectDefaults;
  readonly budgets: BudgetSettings;
  readonly keepRecords: KeepRecords | undefined;
  /** Tells the records file that the tests of a file begin or are over. */
  readonly noteFile: (what: "started" | "ended", file: string) => void;
  readonly guard: "warn" | "error" | undefined;
}

/**
 * Reads `testEnvironmentOptions: { leakproof }`.
 *
 * @throws TypeError for an unknown option or a value of the wrong kind; Error in a Jest that the environment does not work with
 */
export function readSettings({ globalConfig, projectConfig }: JestEnvironmentConfig): Settings {
  assertSupportedJest();
  const options: unknown = projectConfig.testEnvironmentOptions["leakproof"] ?? {};
  checkProjectOptions(options);
  // A second look at one file belongs to a run that keeps its records by itself.
  const names =
    lookFolder() !== undefined ? [] : [options.records, requestedRecords()].filter((name) => name !== undefined);
  const { rootDir, seed } = globalConfig;
  const kept = names.map((name) =>
    joinRun({ file: resolve(rootDir, name), name, seed, root: rootDir, shard: shardOf(globalConfig) }),
  );
  const defaults = readDefaults(options, rootDir);
  const hasEntries = [defaults.toLeakMemory, defaults.toLeakAsyncOps].some(({ ignore = [] }) => ignore.length > 0);
  const isTold = hasEntries && lookFolder() === undefined;
  const keepRecords: KeepRecords = (records) => {
    for (const run of kept) run.append(records);
    // The reporter lists known leaks that matched nothing; those of whole files reach it by themselves.
    if (isTold) for (const record of records) if (record.kind !== "suite") passRecord(record);
  };
  return {
    defaults,
    budgets: readBudgetSettings(options, rootDir),
    keepRecords: kept.length === 0 && !isTold ? undefined : keepRecords,
    noteFile: (what, file) => {
      for (const run of kept) run[what === "started" ? "startFile" : "endFile"](file);
    },
    guard: options.guard === "off" ? undefined : options.guard,
  };
}

function shardOf({ shard }: JestEnvironmentConfig["globalConfig"]): string | undefined {
  return shard === undefined ? undefined : `${shard.shardIndex}/${shard.shardCount}`;
}

// Runs one test file once more; started by the guard, with the folder of its request.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RerunRequest } from "./guard-rerun.ts";
import { requireOfJest } from "./installed-jest.ts";

interface RuntimeModule {
  readonly default: {
    createContext(config: RerunRequest["projectConfig"], options: object): Promise<object>;
  };
}

interface RunnerModule {
  readonly default: new (
    globalConfig: RerunRequest["globalConfig"],
    context: object,
  ) => { runTests(tests: readonly object[], watcher: object, options: object): Promise<void> };
}

const [, , folder = ""] = process.argv;
const { globalConfig, projectConfig, file } = JSON.parse(
  readFileSync(join(folder, "request.json"), "utf8"),
) as RerunRequest;

const require = requireOfJest();
const { default: Runtime } = require("jest-runtime") as RuntimeModule;
const { default: TestRunner } = require("jest-runner") as RunnerModule;

const context = await Runtime.createContext(projectConfig, {
  console,
  maxWorkers: 1,
  watch: false,
  watchman: globalConfig.watchman,
});
const runner = new TestRunner(globalConfig, {});
await runner.runTests([{ context, path: file }], { isInterrupted: () => false }, { serial: true });
process.exit(0);

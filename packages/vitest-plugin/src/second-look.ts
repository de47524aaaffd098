// Runs one test file once more; started by the guard, with the folder of its request.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CliOptions, parseCLI, startVitest } from "vitest/node";
import type { RerunRequest } from "./guard-rerun.ts";

const [, , folder = ""] = process.argv;
const { argv, root, configFile, project, file } = JSON.parse(
  readFileSync(join(folder, "request.json"), "utf8"),
) as RerunRequest;

const vitest = await startVitest("test", [file], {
  ...optionsOf(argv),
  root,
  ...(configFile === undefined ? {} : { config: configFile }),
  ...(project === undefined ? {} : { project: [project] }),
  watch: false,
  run: true,
  update: false,
  silent: true,
  passWithNoTests: true,
  fileParallelism: false,
  coverage: { enabled: false },
  reporters: [{}],
} as CliOptions);
await vitest?.close();
process.exit(0);

// Only what bears on how tests run: files, shards and outputs are those of the run itself.
function optionsOf(argv: readonly string[]): CliOptions {
  try {
    const { options } = parseCLI(["vitest", ...argv], { allowUnknownOptions: true });
    const { mode, environment, pool, isolate, testNamePattern, testTimeout, hookTimeout, globals, dom, retry } =
      options;
    const kept = { mode, environment, pool, isolate, testNamePattern, testTimeout, hookTimeout, globals, dom, retry };
    return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  } catch {
    return {};
  }
}

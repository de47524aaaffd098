import { resolve } from "node:path";
import { createRecordsFile } from "@leakproof/core/runner";
import type { Reporter, Vitest } from "vitest/node";

// By the list of reporters, which a changed configuration replaces.
const recorded = new WeakMap<object, Set<string>>();

/**
 * Adds a reporter that writes the record of every verdict of a run to a file, one JSON object per line, and how far the run came.
 *
 * It runs in the main process, so that one writer serves all workers.
 */
export function recordVerdicts(vitest: Vitest, path: string): void {
  const file = resolve(vitest.config.root, path);
  const { reporters } = vitest.config;
  const files = recorded.get(reporters) ?? new Set();
  recorded.set(reporters, files);
  if (files.has(file)) return;
  files.add(file);
  reporters.push(createRecorder(file, path, vitest));
}

function createRecorder(file: string, path: string, vitest: Vitest): Reporter {
  const records = createRecordsFile(file, path, (text) => vitest.logger.warn(text));
  const { root, shard } = vitest.config;
  return {
    onTestRunStart(specifications) {
      records.begin({
        root,
        runner: `vitest ${vitest.version}`,
        files: specifications.map(({ moduleId }) => moduleId),
        ...(shard ? { shard: `${shard.index}/${shard.count}` } : {}),
      });
    },
    onTestCaseResult(testCase) {
      records.append(testCase.meta().leakproof ?? []);
    },
    onTestModuleEnd(testModule) {
      records.append(testModule.meta().leakproof ?? []);
      // A module whose worker died is ended too, with tests that never were.
      if (!["queued", "pending"].includes(testModule.state())) records.endFile(testModule.moduleId);
    },
    onTestRunEnd(_modules, _errors, reason) {
      records.end(reason === "interrupted" ? "interrupted" : "complete");
    },
  };
}

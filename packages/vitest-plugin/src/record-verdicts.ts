import { resolve } from "node:path";
import { createRecordsFile } from "@leakproof/core/runner";
import type { Reporter, Vitest } from "vitest/node";

// By the list of reporters, which a changed configuration replaces.
const recorded = new WeakMap<object, Set<string>>();

/**
 * Adds a reporter that writes the record of every verdict of a run to a file, one JSON object per line.
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
  reporters.push(createRecorder(file, path, (text) => vitest.logger.warn(text)));
}

function createRecorder(file: string, path: string, warn: (text: string) => void): Reporter {
  const records = createRecordsFile(file, path, warn);
  return {
    onTestRunStart() {
      records.begin();
    },
    onTestCaseResult(testCase) {
      records.append(testCase.meta().leakproof ?? []);
    },
  };
}

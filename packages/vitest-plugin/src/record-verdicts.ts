import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Reporter, Vitest } from "vitest/node";

// By the list of reporters, which a changed configuration replaces.
const recorded = new WeakMap<object, Set<string>>();

/**
 * Adds a reporter that writes the record of every verdict of a run to a file, one JSON object per line.
 *
 * It runs in the main process, so that one writer serves all workers. A file that cannot be written is told once and
 * changes no verdict.
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
  let isWritable = true;
  const attempt = (write: () => void): void => {
    if (!isWritable) return;
    try {
      write();
    } catch (error) {
      isWritable = false;
      const reason = error instanceof Error ? error.message : String(error);
      warn(`leakproof: the records of this run are not kept in ${path}: ${reason}. Verdicts are not affected.`);
    }
  };
  return {
    onTestRunStart() {
      isWritable = true;
      attempt(() => {
        makeFolder(dirname(file));
        writeFileSync(file, "");
      });
    },
    onTestCaseResult(testCase) {
      const lines = (testCase.meta().leakproof ?? []).map((record) => `${JSON.stringify(record)}\n`);
      if (lines.length > 0) attempt(() => appendFileSync(file, lines.join("")));
    },
  };
}

// Not `recursive: true`: where the system answers ENOENT whatever exists, as /proc does, that never returns.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

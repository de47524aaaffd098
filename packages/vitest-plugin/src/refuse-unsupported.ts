import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { assertSupported, type RunnerRange } from "@leakproof/core/runner";

const RANGE: RunnerRange = {
  runner: "Vitest",
  integration: "@leakproof/vitest-plugin",
  least: ["3.2", "4.1", "5.1"],
};

/**
 * Refuses a Vitest that the plugin does not work with; a build by Vite alone, which may share its configuration, is left alone.
 *
 * @param root - the folder of the project
 * @throws Error that says what works
 */
export function refuseUnsupported(root: string): void {
  if (process.env["VITEST"] === undefined) return;
  const version = versionOfVitest(root);
  if (version !== undefined) assertSupported(RANGE, version);
}

// The one that runs, which need not be that of the project: it was started by its own file.
function versionOfVitest(root: string): string | undefined {
  for (const from of [startedFile(), join(root, "package.json")]) {
    try {
      if (from === undefined) continue;
      const file = createRequire(pathToFileURL(from)).resolve("vitest/package.json");
      const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string };
      return version;
    } catch {
      // Started by a program that has no Vitest of its own.
    }
  }
  return undefined;
}

function startedFile(): string | undefined {
  const [, started] = process.argv;
  try {
    return started === undefined ? undefined : realpathSync(started);
  } catch {
    return undefined;
  }
}

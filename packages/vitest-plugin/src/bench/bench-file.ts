import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a configuration names to have the memory of benchmarks measured. */
export const BENCH_ENTRY = "@leakproof/vitest-plugin/bench";

/** The file that it stands for. */
export const BENCH_FILE: string = fileURLToPath(new URL("../bench.js", import.meta.url));

/** Whether a setting names that file, which Vitest may have resolved and written with other slashes. */
export function namesBench(setting: string): boolean {
  if (setting === BENCH_ENTRY) return true;
  const path = realPath(setting);
  return path !== undefined && path === realPath(BENCH_FILE);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runQuietly } from "../scripts/run-quietly.ts";

const MEMLAB = ["@memlab/core@2.0.5", "@memlab/heap-analysis@2.0.5", "@memlab/api@2.0.5"];

/** Installs memlab into a folder of its own: it brings 225 packages that nothing else here needs. */
export async function installMemlab(cache: string): Promise<void> {
  const folder = join(cache, "memlab");
  const stamp = join(folder, "installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === MEMLAB.join()) return;
  console.log("Installing memlab (once).");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  await runQuietly("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", ...MEMLAB], {
    cwd: folder,
  });
  writeFileSync(stamp, MEMLAB.join());
}

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runQuietly } from "../../../scripts/run-quietly.ts";

// Its releases end in 2018. It does not compile for the Node of today.
const NATIVE_PART = "@aidemaster/node-memwatch";

const STAND_IN = `const { gc } = globalThis;
class HeapDiff {
  constructor() {
    gc();
    this.before = process.memoryUsage().heapUsed;
  }
  end() {
    gc();
    return { change: { size_bytes: process.memoryUsage().heapUsed - this.before, details: [] } };
  }
}
module.exports = { gc, HeapDiff };
`;

/**
 * Installs leakage into a folder of its own, unless that was done before, and returns the folder. In place of its native part stands one
 * that reads `heapUsed` after a collection; all else is its own.
 */
export async function installLeakage(cache: string): Promise<string> {
  const folder = join(cache, "leakage");
  if (existsSync(join(folder, "installed"))) return folder;
  console.log("Installing leakage (once).");
  mkdirSync(join(folder, "stand-in"), { recursive: true });
  writeFileSync(
    join(folder, "stand-in", "package.json"),
    JSON.stringify({ name: NATIVE_PART, version: "1.0.5", main: "index.js" }),
  );
  writeFileSync(join(folder, "stand-in", "index.js"), STAND_IN);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({
      private: true,
      dependencies: {
        [NATIVE_PART]: "file:stand-in",
        leakage: "0.5.0",
      },
      overrides: { [NATIVE_PART]: `$${NATIVE_PART}` },
    }),
  );
  await runQuietly("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], {
    cwd: folder,
  });
  writeFileSync(join(folder, "installed"), "");
  return folder;
}

// Runs every Vitest project and closes with one plain line, `N passed, N failed`, counted from
// Vitest's own JSON report. Fails when a test failed, when Vitest failed, and when nothing ran.
import { join } from "node:path";
import { runVitest } from "./run-vitest.ts";

const root = join(import.meta.dirname, "..");

const { exitCode, passed, failed, files } = await runVitest(root, process.argv.slice(2));
console.log("Longest files:");
for (const { path, seconds } of files.slice(0, 20)) console.log(`${seconds.toFixed(0).padStart(6)} s  ${path}`);
if (exitCode !== 0) console.log(`Vitest exited with ${exitCode}.`);
else if (passed === 0) console.log("No test passed: a run without tests proves nothing.");
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = exitCode === 0 && passed > 0 && failed === 0 ? 0 : 1;

// Installs examples/hourly-job outside the repository from packed tarballs, as a user would, and
// runs both of its tests. Succeeds only if the leaky twin failed with a leak and the fixed passed.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { packPackages } from "./pack-packages.ts";
import { runQuietly } from "./run-quietly.ts";
import { runVitest } from "./run-vitest.ts";
import type { VitestRun } from "./run-vitest.ts";

const example = join(import.meta.dirname, "..", "examples", "hourly-job");
const leakTest = "a triggered run leaves nothing behind";

const folder = await mkdtemp(join(tmpdir(), "leakproof-demo-"));
try {
  const project = join(folder, "hourly-job");
  await installExample(project);

  announce("The leaky twin ignores its channel, so every run waits for ever: expected to FAIL.");
  const leaky = await runVitest(project, ["test/leaky.test.ts"]);

  announce("The fixed twin gives the channel room for one report: expected to PASS.");
  const fixed = await runVitest(project, ["test/fixed.test.ts"]);

  const leakyFailed = onlyTheLeakTestFailed(leaky);
  const fixedPassed = fixed.exitCode === 0 && fixed.passed === 3 && fixed.failed === 0;
  console.log(`leaky twin: ${leakyFailed ? "judged leaking, as expected" : "NOT JUDGED LEAKING"}`);
  console.log(`fixed twin: ${fixedPassed ? "judged clean, as expected" : "NOT JUDGED CLEAN"}`);
  process.exitCode = leakyFailed && fixedPassed ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function installExample(project: string): Promise<void> {
  console.log("Packing the packages.");
  await mkdir(project);
  const tarballs = await packPackages(folder);

  console.log("Installing Vitest and the tarballs into a copy of examples/hourly-job.");
  await cp(example, project, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
  const manifestFile = join(project, "package.json");
  const manifest = JSON.parse(await readFile(manifestFile, "utf8")) as {
    devDependencies: Record<string, string>;
  };
  for (const [name, tarball] of Object.entries(tarballs)) {
    manifest.devDependencies[name] = `file:${tarball}`;
  }
  await writeFile(manifestFile, JSON.stringify(manifest, null, 2));
  await runQuietly("npm", ["install", "--no-audit", "--no-fund"], { cwd: project });
}

function announce(line: string): void {
  console.log(`\n${"=".repeat(80)}\n${line}\n${"=".repeat(80)}`);
}

function onlyTheLeakTestFailed({ passed, failures }: VitestRun): boolean {
  const [failure, ...others] = failures;
  return (
    passed === 2 &&
    others.length === 0 &&
    failure?.title === leakTest &&
    failure.messages.some((message) => message.includes("toLeakMemory"))
  );
}

// Installs examples/hourly-job outside the repository from packed tarballs, as a user would, and
// runs both of its tests. Succeeds only if the leaky twin failed with a leak and the fixed passed.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installExample } from "./install-example.ts";
import { runVitest } from "./run-vitest.ts";
import type { VitestRun } from "./run-vitest.ts";

const leakTests = new Map([
  ["a triggered run leaves nothing behind", "toLeakMemory"],
  ["a triggered run leaves nothing pending", "toLeakAsyncOps"],
]);

const folder = await mkdtemp(join(tmpdir(), "leakproof-demo-"));
try {
  console.log("Packing the packages, and installing Vitest and the tarballs into a copy of examples/hourly-job.");
  const project = await installExample("hourly-job", folder);

  announce("The leaky twin ignores its channel, so every run waits for ever: expected to FAIL.");
  const leaky = await runVitest(project, ["test/leaky.test.ts"]);

  announce("The fixed twin gives the channel room for one report: expected to PASS.");
  const fixed = await runVitest(project, ["test/fixed.test.ts"]);

  const leakyFailed = onlyTheLeakTestsFailed(leaky);
  const fixedPassed = fixed.exitCode === 0 && fixed.passed === 4 && fixed.failed === 0;
  console.log(`leaky twin: ${leakyFailed ? "judged leaking, as expected" : "NOT JUDGED LEAKING"}`);
  console.log(`fixed twin: ${fixedPassed ? "judged clean, as expected" : "NOT JUDGED CLEAN"}`);
  process.exitCode = leakyFailed && fixedPassed ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

function announce(line: string): void {
  console.log(`\n${"=".repeat(80)}\n${line}\n${"=".repeat(80)}`);
}

function onlyTheLeakTestsFailed({ passed, failures }: VitestRun): boolean {
  return (
    passed === 2 &&
    failures.length === leakTests.size &&
    failures.every(({ title, messages }) => {
      const assertion = leakTests.get(title);
      return assertion !== undefined && messages.some((message) => message.includes(assertion));
    })
  );
}

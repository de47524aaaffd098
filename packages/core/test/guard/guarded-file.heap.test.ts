import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { GuardedFile } from "../../src/guard/guarded-file.ts";
import type { PhasePlace, SuiteRecord } from "../../src/guard/suite-record.ts";
import { checkLeak } from "../../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "leakproof-guarded-"));
afterAll(() => rmSync(folder, { recursive: true }));

const everything = { passed: 1, ran: 1, isJudged: () => true };

/** Guards a file of one test; ends what the test leaves open once it was told. */
async function guard(test: () => unknown, byPhase: boolean = false): Promise<SuiteRecord> {
  const place: PhasePlace = { phase: "test", test: "does something" };
  const guarded = createGuarded(byPhase);
  await guarded.begin();
  await guarded.run(place, test);
  await guarded.mark(place);
  return guarded.end(everything);
}

function createGuarded(byPhase: boolean): GuardedFile {
  return new GuardedFile({
    subject: { file: "/project/a.test.ts" },
    budget: { retainedBytes: 10_000_000, handles: 0, pendingOps: 0, origin: "the default" },
    runner: { name: "vitest", major: 5 },
    byPhase,
  });
}

function requireService(name: string, afterSpawn: string): { start: () => void; stop: () => void } {
  const main = join(folder, "node_modules", name, "index.js");
  mkdirSync(join(main, ".."), { recursive: true });
  writeFileSync(
    main,
    `const { spawn } = require("node:child_process");
let child;
exports.start = () => {
  child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  ${afterSpawn}
};
exports.stop = () => child.kill();
`,
  );
  return createRequire(join(folder, "index.js"))(name) as { start: () => void; stop: () => void };
}

test("a process that a package keeps and lets the program end without is not left open", async () => {
  const { start, stop } = requireService("keeps-a-service", "child.unref();");

  const { leftOpen, verdict } = await guard(start);
  stop();

  expect(leftOpen).toEqual([]);
  expect(verdict.kind).toBe("within");
});

test("a process that a package starts and the program has to wait for is left open", async () => {
  const { start, stop } = requireService("forgets-a-service", "");

  const { leftOpen } = await guard(start);
  stop();

  expect(leftOpen.map(({ finding }) => finding.kind)).toEqual(["child process"]);
});

test("a server of the file's own is left open, whether or not the program would wait for it", async () => {
  const server = createServer();

  const { leftOpen } = await guard(() => new Promise<void>((resolve) => server.listen(0, resolve).unref()));
  server.close();

  expect(leftOpen.map(({ finding }) => finding.kind)).toEqual(["server"]);
});

test("a file is left open by the test that opened it and did not close it, also of several at a time", async () => {
  const kept: FileHandle[] = [];
  const openFile = async (path: string): Promise<void> => void kept.push(await open(path));
  const place = (name: string): PhasePlace => ({ phase: "test", test: name });
  const guarded = createGuarded(false);

  await guarded.begin();
  await Promise.all([
    guarded.run(place("opens one"), () => openFile(join(import.meta.dirname, "confirm.test.ts"))),
    guarded.run(place("closes its own"), async () => (await open(import.meta.filename)).close()),
    guarded.run(place("opens another"), () => openFile(import.meta.filename)),
  ]);
  const { leftOpen } = await guarded.end(everything);
  for (const file of kept) await file.close();

  // Which of two files is open first is chance.
  const told = leftOpen.map(({ place, finding }) => [place.test ?? "", finding.kind, finding.count]);
  expect(told).toHaveLength(2);
  expect(told).toEqual(
    expect.arrayContaining([
      ["opens one", "file handle", 1],
      ["opens another", "file handle", 1],
    ]),
  );
});

test.each([false, true])("guarding many files retains nothing, memory read by phase: %s", async (byPhase) => {
  const guardFile = async (): Promise<void> => {
    await guard(() => delay(0), byPhase);
  };

  const { verdict } = await checkLeak(guardFile, { calls: 8, timeout: 40_000 });

  expect(verdict.kind).toBe("clean");
});

import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { Session } from "node:inspector";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { captureSpan, type Capture, type CaptureRequest } from "../../src/capture/capture-span.ts";
import { describeMemoryShortage } from "../../src/capture/snapshot-cost.ts";
import { obtainForceGc } from "../../src/collect/force-gc.ts";
import { nextTurn } from "../../src/collect/real-time.ts";
import { readSnapshotFile } from "../../src/heap/read-snapshot-file.ts";
import { findRetainers } from "../../src/heap/retainers.ts";
import { findBorn } from "../../src/trace/groups/born.ts";

class Marked {}
const kept: unknown[] = [];

const request: CaptureRequest = {
  calls: 100,
  runCalls: async (calls) => {
    for (let call = 0; call < calls; call++) kept.push(new Marked());
  },
  settle: async () => {
    obtainForceGc()();
    await nextTurn();
  },
  samplesAllocations: true,
};

const countBorn = async ({ snapshotPath, lastIdBefore }: Capture): Promise<number> => {
  const snapshot = readSnapshotFile(snapshotPath);
  const born = findBorn(snapshot, findRetainers(snapshot), lastIdBefore);
  return born.filter((is, node) => is === 1 && snapshot.strings.get(snapshot.nodeName[node]!) === "Marked").length;
};

const leftOver = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith(`leakproof-${process.pid}-`));

test("exactly the objects of the marked calls are born in the span", async () => {
  await request.runCalls(50);

  expect(await captureSpan(request, countBorn)).toEqual({ kind: "captured", result: 100 });
});

test("of more than a hundred calls those are made that take a moment, and the capture tells how many", async () => {
  const slow = async (calls: number): Promise<void> => {
    await request.runCalls(calls);
    await new Promise((resolve) => void setTimeout(resolve, 10 * calls));
  };
  const made = async (capture: Capture): Promise<readonly number[]> => [capture.calls, await countBorn(capture)];

  const captured = await captureSpan({ ...request, calls: 300, runCalls: slow }, made);
  const quick = await captureSpan({ ...request, calls: 300 }, made);

  expect(quick).toEqual({ kind: "captured", result: [300, 300] });
  if (captured.kind === "refused") throw new Error(captured.reason);
  const [calls, born] = captured.result;
  expect(born).toBe(calls);
  expect(calls).toBeGreaterThan(100);
  expect(calls).toBeLessThanOrEqual(150);
});

test("a collection that falls into the trial call does not make the samples coarse, one in every call does", async () => {
  const intervalOf = async ({ samplingInterval }: Capture): Promise<number> => samplingInterval;
  const collectingIn = (isHit: (run: number) => boolean): CaptureRequest => {
    let runs = 0;
    let garbage: unknown[] = [];
    const runCalls = async (calls: number): Promise<void> => {
      await request.runCalls(calls);
      garbage = [];
      if (isHit(runs++)) obtainForceGc()();
      // Less each time, so that a collection takes away more than the call makes.
      garbage = Array.from({ length: 100_000 / 2 ** runs }, () => ({ garbage }));
    };
    return { ...request, calls: 10, runCalls };
  };
  const once = collectingIn((run) => run === 1);
  const always = collectingIn(() => true);
  for (const { runCalls } of [once, always]) await runCalls(1);

  expect(await captureSpan(once, intervalOf)).toMatchObject({
    kind: "captured",
    result: expect.toSatisfy((interval: number) => interval < 1000),
  });
  expect(await captureSpan(always, intervalOf)).toEqual({ kind: "captured", result: 8192 });
});

test("the snapshot is deleted when it has been read", async () => {
  await captureSpan(request, async ({ snapshotPath }) => {
    expect(existsSync(snapshotPath)).toBe(true);
  });

  expect(leftOver()).toEqual([]);
});

test("the snapshot is kept where the caller wants it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "kept-"));
  const folder = join(directory, "snapshots");
  const keepSnapshot = { folder, subject: "cache > keeps/drops: entries?" };

  await captureSpan({ ...request, keepSnapshot }, async () => {});
  await captureSpan({ ...request, keepSnapshot }, async () => {});

  expect(readdirSync(folder)).toEqual([
    "cache-keeps-drops-entries-2.heapsnapshot",
    "cache-keeps-drops-entries.heapsnapshot",
  ]);
  expect(readSnapshotFile(join(folder, "cache-keeps-drops-entries.heapsnapshot")).nodeCount).toBeGreaterThan(10_000);
  rmSync(directory, { recursive: true });
});

test("a folder that cannot be made costs the file, not the capture", async () => {
  const warnings: string[] = [];
  const listen = ({ message }: Error): void => void warnings.push(message);
  process.on("warning", listen);
  const keepSnapshot = { folder: join(import.meta.filename, "snapshots"), subject: "cache" };

  const captured = await captureSpan({ ...request, keepSnapshot }, countBorn);
  await nextTurn();
  process.off("warning", listen);

  expect(captured).toEqual({ kind: "captured", result: 100 });
  expect(warnings).toEqual([expect.stringMatching(/^no heap snapshot is kept in .*snapshots: ENOTDIR/)]);
  expect(leftOver()).toEqual([]);
});

test("a heap too large for the memory that is left is refused with both figures", () => {
  expect(describeMemoryShortage(300e6, 1.2e9)).toBe(
    "a heap snapshot of 300 MB takes about 2400 MB of memory, and 1200 MB are left",
  );
  expect(describeMemoryShortage(100e6, 1.2e9)).toBeUndefined();
});

test("too little time left is refused before anything is run", async () => {
  let calls = 0;

  const captured = await captureSpan(
    { ...request, timeLeftMs: 10, runCalls: async (count) => void (calls += count) },
    countBorn,
  );

  expect(captured).toMatchObject({
    kind: "refused",
    reason: expect.stringMatching(
      /^a heap snapshot of \d+ MB takes about .* s, and 0.0 s are left: give the test a longer timeout$/,
    ),
  });
  expect(calls).toBe(0);
});

test("an inspector session that ends during the calls is noticed", async () => {
  const captured = await captureSpan(
    {
      ...request,
      runCalls: async () => {
        const other = new Session();
        other.connect();
        other.disconnect();
      },
    },
    countBorn,
  );

  expect(captured).toMatchObject({
    kind: "refused",
    reason: expect.stringContaining("another inspector session ended"),
  });
});

test("an inspector session that is open all the time is no obstacle", async () => {
  const debuggerSession = new Session();
  debuggerSession.connect();
  debuggerSession.post("Debugger.enable");
  debuggerSession.post("Profiler.enable");
  debuggerSession.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

  const captured = await captureSpan(request, countBorn);

  debuggerSession.disconnect();
  expect(captured).toEqual({ kind: "captured", result: 100 });
});

test("an error of the calls is passed on, and nothing is left behind", async () => {
  const failing = captureSpan(
    { ...request, runCalls: async () => Promise.reject(new Error("the body failed")) },
    countBorn,
  );

  await expect(failing).rejects.toThrow("the body failed");
  expect(leftOver()).toEqual([]);
  expect((await captureSpan(request, countBorn)).kind).toBe("captured");
});

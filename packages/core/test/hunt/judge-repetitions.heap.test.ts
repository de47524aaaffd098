import { expect, test } from "vitest";
import { boundsOf, judgeRepetitions } from "../../src/hunt/judge-repetitions.ts";

const subject = { file: "a.test.ts", test: "a test" };
const request = { log: "", resumeAt: 0, timePerTestMs: 10_000 };

test("a test that keeps something each time it is run leaks", async () => {
  const kept: object[] = [];
  const repeat = async (): Promise<void> => {
    kept.push({ user: "ada" });
  };

  const entry = await judgeRepetitions({ subject, repeat, options: {} }, request);

  expect(entry).toMatchObject({ kind: "memory", subject, verdict: { kind: "leaking" } });
});

test("a test that keeps nothing is clean", async () => {
  const kept: object[] = [];
  const repeat = async (): Promise<void> => {
    kept.push({ user: "ada" });
    kept.pop();
  };

  const entry = await judgeRepetitions({ subject, repeat, options: {} }, request);

  expect(entry).toMatchObject({ kind: "memory", subject, verdict: { kind: "clean" } });
});

test("a test that fails when it is run again is told, and not blamed", async () => {
  let runs = 1;
  const repeat = async (): Promise<void> => {
    if (++runs === 3) throw new Error("\u001B[31mthe port is taken\u001B[39m\n\nby an earlier run");
  };

  const entry = await judgeRepetitions({ subject, repeat, options: {} }, request);

  expect(entry).toEqual({
    version: 1,
    kind: "not judged",
    subject,
    reason: { kind: "not repeatable", run: 3, message: "the port is taken" },
  });
});

test("a number of repetitions bounds warm-up and rounds together", () => {
  const { warmUp = 0, calls = 0, rounds = 0 } = boundsOf({ timePerTestMs: 500, repeat: 50 });

  expect([warmUp, calls, rounds]).toEqual([13, 6, 6]);
  expect(warmUp + calls * rounds).toBeLessThanOrEqual(50);
  expect(boundsOf({ timePerTestMs: 500 })).toEqual({ timeout: 500 });
});

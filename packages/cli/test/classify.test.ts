import type { AnyRecord } from "@leakproof/core";
import { expect, test } from "vitest";
import { classify, type Traces } from "../src/trial/classify.ts";
import type { Target } from "../src/trial/judge-records.ts";
import type { TrialCommand } from "../src/trial/resolve-command.ts";
import type { FinishedProcess } from "../src/trial/run-process.ts";

const vitest: TrialCommand = { kind: "records", runner: "vitest", file: "vitest.mjs", args: [], needs: [] };
const custom: TrialCommand = { kind: "custom", file: "./try.sh", args: [], needs: [] };
const anything: Target = { leak: "same", fingerprints: new Set(), likenesses: new Set(), tests: new Set() };
const known: Target = { ...anything, fingerprints: new Set(["aaaa"]), tests: new Set(["a.test.ts > leaks"]) };

function exited(code: number, output = ""): FinishedProcess {
  return { exit: { kind: "code", code }, output, milliseconds: 10 };
}

function traces(process: FinishedProcess, records: readonly AnyRecord[] = [], verdict = ""): Traces {
  return { process, records, verdict };
}

function record(verdict: unknown, leaks: readonly unknown[] = []): AnyRecord {
  return {
    kind: "memory",
    subject: { file: "/project/a.test.ts", test: "leaks" },
    verdict,
    judges: [{ judge: "heap", growth: { kind: "flat", bytesPerCall: 0, calls: 100 } }],
    explanation: { leaks },
  } as unknown as AnyRecord;
}

// What is held, from a variable of the project through what the runtime makes of it.
function leak(name: object, held: readonly (readonly [reference: string, name: string, file?: string])[] = []): object {
  const trace = held.map(([reference, step, file]) => ({
    reference,
    name: step,
    ...(file === undefined ? {} : { position: { file, line: 1, column: 1 } }),
  }));
  return { ...name, trace, suspect: trace.length - 1 };
}

const leaking = { kind: "leaking", bytesPerCall: 500 };
const one = leak({ fingerprint: "aaaa", className: "Session", signature: "own > Map > Session" });
const other = leak({ fingerprint: "bbbb", className: "Timeout", signature: "runtime > Timeout" });

function judge(command: TrialCommand, given: Traces, target: Target = anything): unknown {
  return classify(command, given, target, "/project");
}

test("a leak counts by its record, whatever became of the runner", () => {
  const crashed = exited(1, "TypeError: Map.groupBy is not a function");

  expect(judge(vitest, traces(crashed, [record(leaking, [one])]))).toEqual({
    kind: "leak",
    bytesPerCall: 500,
    fingerprints: ["aaaa"],
    words: ["Session"],
    tests: ["a.test.ts > leaks"],
  });
});

test("a runner that ends without records says neither clean nor leak", () => {
  expect(judge(vitest, traces(exited(0)))).toMatchObject({ kind: "untestable" });
  expect(judge(vitest, traces(exited(1, "SyntaxError: The requested module 'node:util' does not provide it")))).toEqual(
    {
      kind: "untestable",
      reason: "SyntaxError: The requested module 'node:util' does not provide it",
    },
  );
  expect(judge(vitest, traces(exited(9, "node: bad option: --no-such")))).toMatchObject({ kind: "untestable" });
  expect(judge(vitest, traces(exited(1, "AssertionError: expected 1 to be 2")))).toEqual({
    kind: "other",
    reason: "failed before a verdict (exit code 1): AssertionError: expected 1 to be 2",
  });
});

test("another leak than the one that is looked for is no evidence", () => {
  expect(judge(vitest, traces(exited(1), [record(leaking, [other])]), known)).toEqual({
    kind: "other",
    reason: "another leak (Timeout, bbbb), 500 B per call",
  });
  expect(judge(vitest, traces(exited(1), [record(leaking, [other, one])]), known)).toMatchObject({ kind: "leak" });
  expect(judge(vitest, traces(exited(1), [record(leaking, [other])]), { ...known, leak: "any" })).toMatchObject({
    kind: "leak",
  });
  expect(judge(vitest, traces(exited(1), [record(leaking, [other])]), { ...known, leak: /Time/ })).toMatchObject({
    kind: "leak",
  });
});

test("a leak is known again where a release of Node names its own holders otherwise", () => {
  const corked = (fingerprint: string, variable: string, runtimes: readonly (readonly [string, string])[]): object =>
    leak({ fingerprint, className: "Row", signature: "" }, [
      ["", "module", "/project/a.test.ts"],
      [`module variable \`${variable}\``, "PassThrough", "/project/a.test.ts"],
      ...runtimes,
      ["[x]", "Object"],
    ]);
  const before = corked("cccc", "out", [
    ["._writableState", "WritableState"],
    [".buffered", "Array"],
  ]);
  const after = corked("dddd", "out", [
    ["._writableState", "WritableState"],
    ["[kBufferedValue]", "Array"],
  ]);
  const elsewhere = corked("eeee", "log", [
    ["._writableState", "WritableState"],
    ["[kBufferedValue]", "Array"],
  ]);

  const first = judge(vitest, traces(exited(1), [record(leaking, [before])])) as { likeness: string };
  const target = { ...known, fingerprints: new Set(["cccc"]), likenesses: new Set([first.likeness]) };

  expect(first.likeness).toBe("variable `out` > Row");
  expect(judge(vitest, traces(exited(1), [record(leaking, [after])]), target)).toMatchObject({ kind: "leak" });
  expect(judge(vitest, traces(exited(1), [record(leaking, [elsewhere])]), target)).toMatchObject({ kind: "other" });
});

test("what the runtime alone holds is known again by the function that creates it", () => {
  const held = (fingerprint: string, holder: string, functionName: string): object => ({
    ...leak({ fingerprint, className: "AbortSignal", signature: "" }, [
      ["", "module"],
      [`module variable \`${holder}\``, "Set"],
      ["Set entry", "AbortSignal"],
    ]),
    allocatedAt: { file: "/project/src/pool.ts", line: 8, column: 1, functionName },
  });
  const target = { ...known, fingerprints: new Set(["cccc"]), likenesses: new Set(["AbortSignal created in take"]) };

  const outcomeOf = (found: object): unknown => judge(vitest, traces(exited(1), [record(leaking, [found])]), target);
  expect(outcomeOf(held("dddd", "persistentSignals", "take"))).toMatchObject({ kind: "leak" });
  expect(outcomeOf(held("dddd", "persistentSignals", "give"))).toMatchObject({ kind: "other" });
});

test("clean is only what was seen to be clean", () => {
  const clean = record({ kind: "clean", because: "flat", ignored: [] });

  expect(judge(vitest, traces(exited(0), [clean]), known)).toEqual({ kind: "clean", bytesPerCall: 0 });
  expect(judge(vitest, traces(exited(0), [clean]), { ...known, tests: new Set(["b.test.ts > other"]) })).toEqual({
    kind: "untestable",
    reason: "the test that leaked did not run",
  });
  const doubtful = record({ kind: "inconclusive", reason: { kind: "scattered" } });
  expect(judge(vitest, traces(exited(1), [doubtful]), known)).toEqual({
    kind: "error",
    reason: "inconclusive: scattered",
  });
});

test("by size, growth alone decides", () => {
  const above = { ...known, aboveBytes: 1000 };

  expect(judge(vitest, traces(exited(1), [record(leaking, [other])]), above)).toEqual({
    kind: "clean",
    bytesPerCall: 500,
  });
  expect(judge(vitest, traces(exited(1), [record({ ...leaking, bytesPerCall: 2000 }, [other])]), above)).toMatchObject({
    kind: "leak",
    bytesPerCall: 2000,
  });
});

test("what came to no end is an error", () => {
  const late: FinishedProcess = { exit: { kind: "timeout", seconds: 60 }, output: "", milliseconds: 60_000 };
  const killed: FinishedProcess = {
    exit: { kind: "signal", signal: "SIGABRT" },
    output: "JavaScript heap out of memory",
    milliseconds: 1,
  };

  expect(judge(vitest, traces(late))).toEqual({ kind: "error", reason: "did not end within 60 s" });
  expect(judge(vitest, traces(killed))).toEqual({ kind: "error", reason: "ended by SIGABRT (out of memory)" });
});

test("a custom command speaks git's protocol", () => {
  const kinds = [0, 1, 124, 125, 126, 127].map(
    (code) => (judge(custom, traces(exited(code))) as { kind: string }).kind,
  );

  expect(kinds).toEqual(["clean", "leak", "leak", "untestable", "error", "error"]);
});

test("a custom command may write a verdict line instead", () => {
  const line = '{"leak": true, "signature": "aaaa", "bytesPerCall": 40}\n';

  expect(judge(custom, traces(exited(0), [], line), known)).toEqual({
    kind: "leak",
    fingerprints: ["aaaa"],
    tests: [],
    bytesPerCall: 40,
  });
  expect(judge(custom, traces(exited(1), [], '{"leak": false}'), known)).toEqual({ kind: "clean" });
  expect(judge(custom, traces(exited(1), [], '{"leak": true, "signature": "bbbb"}'), known)).toMatchObject({
    kind: "other",
  });
  expect(judge(custom, traces(exited(0), [], "leaks"), known)).toMatchObject({ kind: "error" });
});

test("a native addon for another Node is untestable, also under a custom command", () => {
  const output =
    "Error: The module '/x/a.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 115. This version of Node.js requires\nNODE_MODULE_VERSION 127.";

  expect(judge(custom, traces(exited(1, output)))).toMatchObject({ kind: "untestable" });
  expect(judge(vitest, traces(exited(1, output)))).toMatchObject({ kind: "untestable" });
});

test("what other assertions find is told apart in the same way", () => {
  const finding = {
    kind: "timeout",
    count: 1,
    createdAt: { file: "/project/src/poll.ts", line: 3, column: 1, functionName: "poll" },
  };
  const pending = {
    kind: "async ops",
    subject: { file: "/project/a.test.ts", test: "leaks" },
    verdict: { kind: "leaking", judges: ["handles"] },
    findings: [finding],
  } as unknown as AnyRecord;

  expect(judge(vitest, traces(exited(1), [pending]))).toMatchObject({
    kind: "leak",
    fingerprints: ["timeout started in poll"],
  });
  expect(judge(vitest, traces(exited(1), [pending]), known)).toMatchObject({ kind: "other" });
});

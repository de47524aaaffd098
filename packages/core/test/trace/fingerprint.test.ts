import { join } from "node:path";
import { expect, test } from "vitest";
import type { Owner, TraceStep } from "../../src/trace/leak.ts";
import { createFileNamer } from "../../src/trace/words/fingerprint-file.ts";
import { fingerprintOf } from "../../src/trace/words/fingerprint.ts";

const own: Owner = { kind: "own" };
const at = (line: number, file = "/project/src/job.ts"): TraceStep["position"] => ({ file, line, column: 1 });
const step = (reference: string, name: string, line = 1): TraceStep => ({
  reference,
  name,
  status: "NO",
  reason: "existed before the calls",
  position: at(line)!,
});
const nameFile = (file: string): string => file.replace("/project/", "");
const trace = [
  step("", "module"),
  step("module variable `inflight`", "Set", 12),
  step("Set entry", "Promise (pending)", 31),
  step("variable `buffer`", "Buffer", 33),
];
const reference = fingerprintOf({ trace, suspect: 2 }, own, {}, nameFile);

test("a fingerprint is the hash of a readable signature", () => {
  expect(reference.signature).toBe("own > src/job.ts > variable `inflight`: Set > Set entry: Promise");
  expect(reference.fingerprint).toMatch(/^[0-9a-f]{12}$/);
});

test("lines, what comes after the suspect, and what is known of a promise do not change it", () => {
  const other = [
    trace[0]!,
    step("variable `inflight`", "Set", 90),
    step("Set entry", "Promise", 91),
    step("variable `text`", "string"),
  ];

  expect(fingerprintOf({ trace: other, suspect: 2 }, own, {}, nameFile)).toEqual(reference);
});

test("another variable, another class, another owner or another wait changes it", () => {
  const renamed = trace.map((each, index) => (index === 1 ? { ...each, reference: "module variable `jobs`" } : each));
  const remade = trace.map((each, index) => (index === 2 ? { ...each, name: "Job" } : each));

  const others = [
    fingerprintOf({ trace: renamed, suspect: 2 }, own, {}, nameFile),
    fingerprintOf({ trace: remade, suspect: 2 }, own, {}, nameFile),
    fingerprintOf({ trace, suspect: 2 }, { kind: "dependency", name: "lru" }, {}, nameFile),
    fingerprintOf({ trace, suspect: 2 }, own, { waiting: "download" }, nameFile),
  ];
  expect(new Set([reference, ...others].map(({ fingerprint }) => fingerprint)).size).toBe(5);
});

test("the version of a dependency does not change it", () => {
  const [one, two] = ["1.0.0", "2.0.0"].map((version) =>
    fingerprintOf({ trace, suspect: 2 }, { kind: "dependency", name: "lru", version }, {}, nameFile),
  );

  expect(one).toEqual(two);
});

test("of what only the runtime holds, the function that made it is told", () => {
  const timers = [step("", "the runtime"), step("running timer", "Timeout")];

  const { signature } = fingerprintOf(
    { trace: timers, suspect: 1 },
    { kind: "runtime" },
    { creator: { file: "/project/src/poll.ts", line: 4, column: 2, functionName: "poll" } },
    nameFile,
  );

  expect(signature).toBe("runtime > running timer: Timeout > created in poll src/poll.ts");
});

test("files are told relative to their package", () => {
  const fileOf = createFileNamer();

  expect(fileOf(join(import.meta.dirname, "fingerprint.test.ts"))).toBe("test/trace/fingerprint.test.ts");
  expect(fileOf("/p/node_modules/.pnpm/lru@1.0.0/node_modules/@scope/lru/dist/index.js")).toBe(
    "@scope/lru/dist/index.js",
  );
});

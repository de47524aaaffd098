import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AsyncOpsRecord, LeakRecord } from "@leakproof/core";
import { runJest } from "../../test/e2e/run-jest.ts";
import { runVitest } from "../../test/e2e/run-vitest.ts";
import type { Group } from "./groups.ts";
import type { Entry, Setting, Subject } from "./log.ts";

/** What a run gave on one twin. */
export type Found = Pick<Entry, "verdict" | "because" | "bytesPerCall" | "calls" | "milliseconds">;

// Tests of a busy machine end later than they are asked to.
const PATIENCE_FACTOR = 2;

const repository = join(import.meta.dirname, "..", "..");

/** Lets a runner judge twins of a group in one test file, as a user would; returns what it found in the order of the subjects. */
export async function runGroup(
  setting: Setting,
  group: Group,
  subjects: readonly Subject[],
): Promise<readonly Found[]> {
  const folder = await mkdtemp(join(tmpdir(), "leakproof-accuracy-"));
  try {
    const test = join(folder, "conformance.test.ts");
    await writeFile(test, testFile(setting.runner, group, subjects));
    const tests = await run(
      setting,
      { "conformance.test.ts": test, [group.file]: join(repository, group.file) },
      subjects,
    );
    return subjects.map((subject) => {
      const { records, failures } = tests[titleOf(subject)] ?? { records: [], failures: ["the test did not run"] };
      return records[0] === undefined ? none(failures[0] ?? "no record") : foundIn(records[0]);
    });
  } catch (error) {
    return subjects.map(() => none(error instanceof Error ? error.message : String(error)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Tests = Readonly<
  Record<string, { readonly records: readonly (LeakRecord | AsyncOpsRecord)[]; readonly failures: readonly string[] }>
>;

async function run(
  { node, runner, timeoutMs }: Setting,
  files: Readonly<Record<string, string>>,
  subjects: readonly Subject[],
): Promise<Tests> {
  const common = {
    node,
    files,
    args: [`--testTimeout=${timeoutMs}`],
    patienceMs: 60_000 + PATIENCE_FACTOR * timeoutMs * subjects.length,
  };
  const { tests } =
    runner === "jest"
      ? await runJest({ fixture: "jest-conformance", jest: 30, ...common })
      : await runVitest({ fixture: "conformance", vitest: node === 20 ? 4 : 5, ...common });
  return tests;
}

/** The name of a twin's test. */
export function titleOf({ name, twin }: Subject): string {
  return `${name} > ${twin}`;
}

function testFile(runner: Setting["runner"], group: Group, subjects: readonly Subject[]): string {
  const tests = subjects.map((subject) => {
    const index = group.pairs.findIndex(({ name }) => name === subject.name);
    const options = group.pairs[index]?.unref === true && subject.twin === "leaky" ? "{ unref: true }" : "";
    return `
test(${JSON.stringify(titleOf(subject))}, async () => {
  twin = await pairs[${index}].${subject.twin}();

  await expect(twin.body).not.${group.matcher}(${options});
});
`;
  });
  return `${runner === "vitest" ? 'import { afterEach, expect, test } from "vitest";\n' : ""}import { ${group.name} as pairs } from "./${group.file}";

let twin;
afterEach(async () => {
  await twin?.end?.();
  twin = undefined;
});
${tests.join("")}`;
}

function none(because: string): Found {
  return { verdict: "none", because: because.slice(0, 1000) };
}

function foundIn(record: LeakRecord | AsyncOpsRecord): Found {
  const { verdict, cost } = record;
  const milliseconds = Math.round(cost.milliseconds);
  if (record.kind !== "memory") return { verdict: verdict.kind, because: reasonFor(verdict), milliseconds };
  const bytesPerCall = record.judges.reduce((sum, { growth }) => sum + growth.bytesPerCall, 0);
  return { verdict: verdict.kind, because: reasonFor(verdict), bytesPerCall, calls: record.cost.calls, milliseconds };
}

function reasonFor(verdict: (LeakRecord | AsyncOpsRecord)["verdict"]): string {
  switch (verdict.kind) {
    case "clean":
      return "because" in verdict ? verdict.because : "nothing left";
    case "leaking":
      return "proof" in verdict ? verdict.proof : verdict.judges.join(", ");
    case "inconclusive":
      return verdict.reason.kind;
  }
}

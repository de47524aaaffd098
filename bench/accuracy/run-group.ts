import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Found, foundIn, foundNothing } from "./found.ts";
import type { Group } from "./groups.ts";
import type { Setting, Subject } from "./log.ts";
import { runFiles } from "./run-files.ts";

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
    const tests = await runFiles(setting, {
      files: { "conformance.test.ts": test, [group.file]: join(repository, group.file) },
      testFile: "conformance.test.ts",
      tests: subjects.length,
    });
    return subjects.map((subject) => foundIn(tests[titleOf(subject)]));
  } catch (error) {
    return subjects.map(() => foundNothing(error instanceof Error ? error.message : String(error)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Found, foundIn, foundNothing } from "../found.ts";
import type { Setting, Subject } from "../log.ts";
import { type Files, runFiles } from "../run-files.ts";
import { installCase } from "./install-case.ts";
import { matcherFor } from "./matcher-for.ts";
import type { CorpusCase } from "./read-corpus.ts";

/** Lets a runner judge a twin of a case in a project of its own, as a user would. */
export async function runCase(setting: Setting, one: CorpusCase, twin: Subject["twin"]): Promise<Found> {
  try {
    return foundIn(
      await withTestOf(one, twin, setting.runner, async (files) => (await runFiles(setting, files))[TITLE]),
    );
  } catch (error) {
    return foundNothing(error instanceof Error ? error.message : String(error));
  }
}

/** The name of the only test. */
export const TITLE = "leaves nothing behind";

/** Writes the test of a twin and hands over what its project is made of. */
export async function withTestOf<T>(
  one: CorpusCase,
  twin: Subject["twin"],
  runner: Setting["runner"],
  use: (files: Files) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "leakproof-corpus-"));
  try {
    const testFile = "corpus.test.mjs";
    const test = join(folder, testFile);
    await writeFile(test, textOf(one, twin, runner));
    const files = { ...(await installCase(one)), [testFile]: test };
    return await use({ files, testFile, tests: 1, isEsm: true, isLeftOpen: twin === "leaky" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function textOf({ kind, meta }: CorpusCase, twin: Subject["twin"], runner: Setting["runner"]): string {
  const variant = twin === "leaky" ? "bad" : kind === "published packages" ? "fixed" : "clean";
  return `${runner === "vitest" ? 'import { afterAll, beforeAll, expect, test } from "vitest";\n' : ""}import { make } from "./case.mjs";

let made;
let calls = 0;
beforeAll(async () => {
  made = await make("${variant}");
});
afterAll(() => made?.teardown?.());

test("${TITLE}", async () => {
  await expect(() => made.iteration(calls++)).not.${matcherFor(meta)}();
});
`;
}

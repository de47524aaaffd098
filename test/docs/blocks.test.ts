import { parse as parseJson, type ParseError } from "jsonc-parser";
import { beforeAll, describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { installJest, installRecipes, installVitest } from "../e2e/install-hosts.ts";
import { unknownCommands } from "./check-commands.ts";
import { missingFrom } from "./compare-message.ts";
import { listPages } from "./list-pages.ts";
import { isRun, makePrograms, type Program } from "./make-programs.ts";
import { namesOfContext } from "./names-of-context.ts";
import { type Block, readBlocks } from "./read-blocks.ts";
import { checkTypes, PATIENCE_MS, type Result, runPrograms } from "./run-programs.ts";

// Every block is checked; what takes long, or other packages, only by `npm run docs:test`.
const isWhole = process.env["LEAKPROOF_DOCS"] === "all";

const pages = await Promise.all((await listPages()).map(readBlocks));
const blocks = pages.flat();
const programs = makePrograms(pages, namesOfContext);
// Compared with what the example prints where that is run: test/examples.
const examples = blocks.filter(({ marks }) => marks.example !== undefined);
const inLanguages = (...languages: readonly string[]): readonly Block[] =>
  blocks.filter(({ language, marks }) => languages.includes(language) && marks.unchecked === undefined);

test("every block says what it is, and one that nothing checks says why", () => {
  const unchecked = blocks.filter(({ marks }) => marks.unchecked !== undefined);
  const printed = [...messagesOf(programs), ...examples].map(({ at }) => at);
  const checked = [
    ...blocks.filter(isRun),
    ...inLanguages("sh", "json", "jsonc", "yaml"),
    ...inLanguages("text").filter(({ at }) => printed.includes(at)),
  ];

  for (const { at, marks } of unchecked) console.log(`not checked: ${at}: ${marks.unchecked}`);
  expect(blocks.filter((block) => !checked.includes(block) && !unchecked.includes(block)).map(placeOf)).toEqual([]);
});

test.each(inLanguages("json", "jsonc"))("$at is JSON", ({ language, text }) => {
  const errors: ParseError[] = [];
  parseJson(text, errors, { disallowComments: language === "json" });

  expect(errors).toEqual([]);
});

test.each(inLanguages("yaml"))("$at is YAML", ({ text }) => {
  expect(() => parseYaml(text)).not.toThrow();
});

test.each(inLanguages("sh"))("the commands and options of $at exist", async (block) => {
  expect(await unknownCommands(block)).toEqual([]);
});

describe("the blocks that Vitest runs", () => {
  checkPrograms(
    programs.filter(({ runner, block }) => runner === "vitest" && !block.marks.slow),
    () => installVitest(5),
  );
});

describe.runIf(isWhole)("the blocks that need other packages", () => {
  checkPrograms(
    programs.filter(({ runner, block }) => runner === "vitest" && block.marks.slow),
    installRecipes,
  );
});

describe.runIf(isWhole)("the blocks that Jest runs", () => {
  checkPrograms(
    programs.filter(({ runner }) => runner === "jest"),
    () => installJest(30),
  );
});

function checkPrograms(all: readonly Program[], install: () => Promise<string>): void {
  const chosen = all.filter((program) => isWhole || isQuick(program));
  let results: readonly Result[] = [];
  beforeAll(async () => {
    results = await runPrograms(chosen, await install(), isWhole ? "as-written" : "few-calls");
  }, PATIENCE_MS);

  const typed = all.filter(({ runner }) => runner === "vitest");
  test.runIf(typed.length > 0)("their types are right", async () => {
    expect(await checkTypes(typed, await install())).toBe("");
  });

  test.each(chosen)("$block.at: $expected", (program) => {
    const { outcomes, error } = results.find((result) => result.program === program)!;
    const verdicts = outcomes.map(({ status, message }) => (isOfLeak(message) ? "leaks" : status));

    expect(verdicts, error || outcomes.map(({ message }) => message).join("\n")).toEqual(
      outcomes.map(() => (program.expected === "leaks" ? "leaks" : "passed")),
    );
    expect(outcomes.length, error).toBeGreaterThan(0);
  });

  test.each(chosen.filter(isOnLeakPage))("the message of $block.at leads to its page", (program) => {
    const { outcomes } = results.find((result) => result.program === program)!;
    const leadsTo = outcomes.flatMap(({ message }) => [...message.matchAll(/more in @leakproof\/core\/(\S+)/g)]);

    expect(leadsTo.map(([, page]) => page)).toContain(program.block.page);
  });

  test.each(messagesOf(chosen))("$at is what the block above it prints", ({ at, text, of }) => {
    const { outcomes } = results.find((result) => result.program === of)!;
    const messages = outcomes.map(({ message }) => message);

    expect(
      messages.some((message) => missingFrom(message, text) === undefined),
      `${at} is not in\n${messages.join("\n")}`,
    ).toBe(true);
  });
}

function isOnLeakPage({ block, expected }: Program): boolean {
  return expected === "leaks" && block.page.startsWith("docs/leaks/");
}

interface Message extends Block {
  readonly of: Program;
}

function messagesOf(chosen: readonly Program[]): readonly Message[] {
  return pages.flatMap((page) =>
    page
      .filter(({ marks }) => marks.message)
      .flatMap((message) => {
        const above = page.slice(0, page.indexOf(message)).findLast(({ marks }) => marks.leaks || marks.leaksWith);
        const of = chosen.find(({ block, expected }) => block === above && expected === "leaks");
        return of === undefined ? [] : [{ ...message, of }];
      }),
  );
}

// Checks of memory take most of the time: of the pages on kinds of leaks one shows that the way from page to verdict works.
function isQuick({ block }: Program): boolean {
  return (
    !block.page.startsWith("docs/leaks/") ||
    !block.text.includes("toLeakMemory") ||
    block.page.endsWith("collections.md")
  );
}

const placeOf = ({ at, language }: Block): string => `${at} (${language || "no language"})`;

// An inconclusive verdict, or a test that fails in another way, is no leak.
const isOfLeak = (message: string): boolean => /expect\(\w+\)\.not\.to\w+\(\)\n\nExpected: /.test(message);

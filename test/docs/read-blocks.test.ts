import { expect, test } from "vitest";
import { blocksOf } from "./read-blocks.ts";

test("a block has its place, its language, its marks and the name of its file", () => {
  const page =
    '# Page\n\n- item\n\n  ```ts leaks slow\n  // src/app.ts\n  run();\n  ```\n\n```text unchecked="too long"\nhours\n```\n';

  expect(blocksOf("docs/page.md", page)).toMatchObject([
    {
      at: "docs/page.md:5",
      language: "ts",
      file: "src/app.ts",
      marks: { leaks: true, slow: true },
      text: "// src/app.ts\nrun();",
    },
    { at: "docs/page.md:10", language: "text", marks: { leaks: false, unchecked: "too long" }, text: "hours" },
  ]);
});

test("a mark that does not exist is refused, and so is a reason that is empty", () => {
  const known = 'none of leaks, message, jest, slow, unchecked="…", example="…", leaks-with="…"';

  expect(() => blocksOf("docs/page.md", "```ts leak\n```")).toThrow(`docs/page.md:1: the mark \`leak\` is ${known}`);
  expect(() => blocksOf("docs/page.md", '```ts unchecked=""\n```')).toThrow(`is ${known}`);
});

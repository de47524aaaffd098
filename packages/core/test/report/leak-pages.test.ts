import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { asyncPages, leakPages, pageOfLeak } from "../../src/report/leak-pages.ts";

const folder = new URL("../../../../docs/leaks/", import.meta.url);
const read = (page: string): string => readFileSync(new URL(page, folder), "utf8");
const pages = Object.entries({ ...leakPages }).concat(Object.entries(asyncPages));

test("each kind of leak and of pending work has a page that names it", () => {
  const unnamed = pages.filter(([kind, page]) => !read(page).includes(`\`${kind}\``));

  expect(unnamed).toEqual([]);
});

test("the list of pages has each page, with all its kinds in its line", () => {
  const lines = read("README.md").split("\n");
  const missing = pages.filter(
    ([kind, page]) => !lines.some((line) => line.includes(`](${page})`) && line.includes(`\`${kind}\``)),
  );

  expect(missing).toEqual([]);
});

test("there is no page that no kind leads to", () => {
  const reached = new Set(pages.map(([, page]) => page));

  expect(readdirSync(folder).filter((page) => page !== "README.md" && !reached.has(page as `${string}.md`))).toEqual(
    [],
  );
});

test("what is suspended leads to the page on promises, a generator to its own", () => {
  const suspended = [
    "async function load (suspended)",
    "generator pages (suspended)",
    "async generator rows (suspended)",
  ];

  expect(suspended.map((className) => pageOfLeak({ kind: "suspended function", className }))).toEqual([
    "promises.md",
    "generators.md",
    "generators.md",
  ]);
});

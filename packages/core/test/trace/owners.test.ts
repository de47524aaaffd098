import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { createOwnerOfUrl } from "../../src/trace/source/owners.ts";

const ownerOf = createOwnerOfUrl();

test("a file of the project is its own", () => {
  expect(ownerOf(import.meta.url)).toEqual({ kind: "own" });
});

test("a file of a package is the package's, with its version", () => {
  const fastCheck = import.meta.resolve("fast-check");

  expect(ownerOf(fastCheck)).toMatchObject({
    kind: "dependency",
    name: "fast-check",
    version: expect.stringMatching(/^\d+\./),
  });
});

test("a package inside a package store is named by its innermost name", () => {
  expect(ownerOf("file:///p/node_modules/.pnpm/lru@1.0.0/node_modules/@scope/lru/index.js")).toEqual({
    kind: "dependency",
    name: "@scope/lru",
  });
});

test("runners, the runtime and Leakproof are told apart", () => {
  expect(ownerOf("file:///p/node_modules/@vitest/spy/dist/index.js")).toEqual({ kind: "runner", name: "@vitest/spy" });
  expect(ownerOf("file:///p/node_modules/@leakproof/core/dist/check.js")).toEqual({
    kind: "runner",
    name: "Leakproof",
  });
  expect(ownerOf(pathToFileURL(new URL("../../src/check.ts", import.meta.url).pathname).href)).toEqual({
    kind: "runner",
    name: "Leakproof",
  });
  expect(ownerOf("node:internal/timers")).toEqual({ kind: "runtime" });
});

test("code without a file is nobody's", () => {
  expect(ownerOf("")).toEqual({ kind: "unknown" });
  expect(ownerOf("evalmachine.<anonymous>")).toEqual({ kind: "unknown" });
});

test("a package that is installed under an alias is told by its own name", () => {
  const project = mkdtempSync(join(tmpdir(), "leakproof-owners-"));
  const root = join(project, "node_modules", "older");
  mkdirSync(join(root, "lib"), { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "registry", version: "1.2.3" }));

  const owner = ownerOf(pathToFileURL(join(root, "lib", "index.js")).href);

  rmSync(project, { recursive: true });
  expect(owner).toEqual({ kind: "dependency", name: "registry", version: "1.2.3" });
});

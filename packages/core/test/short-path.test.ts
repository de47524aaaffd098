import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { shortPath } from "../src/short-path.ts";

test("a path inside the working directory is told from there, any other as it is", () => {
  const outside = resolve("..", "elsewhere.txt");

  expect(shortPath(resolve("logs", "app.log"))).toBe(join("logs", "app.log"));
  expect(shortPath(resolve("..log"))).toBe("..log");
  expect(shortPath(outside)).toBe(outside);
  expect(shortPath(process.cwd())).toBe(process.cwd());
  expect(shortPath("logs/app.log")).toBe("logs/app.log");
});

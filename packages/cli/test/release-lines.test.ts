import { expect, test } from "vitest";
import { drawLines, trimLines } from "../src/releases/release-lines.ts";
import { resolveVersion } from "../src/releases/resolve-version.ts";
import { RELEASES } from "./releases.ts";

test("the trunk has every release until its major left it, and each line begins where it left", () => {
  const lines = new Map(drawLines(RELEASES).map(({ name, releases }) => [name, releases]));

  expect([...lines.keys()]).toEqual(["trunk", "20.x", "22.x", "24.x"]);
  expect(lines.get("22.x")?.slice(0, 2)).toEqual(["22.10.0", "22.11.0"]);
  expect(lines.get("trunk")).not.toContain("22.11.0");
  expect(lines.get("trunk")).toContain("23.11.1");
});

test("lines of majors that are older than both ends are left out", () => {
  const lines = trimLines(drawLines(RELEASES), ["22.12.0", "26.0.0"]);

  expect(lines.map(({ name, releases }) => `${name} from ${releases[0]}`)).toEqual([
    "trunk from 22.10.0",
    "22.x from 22.12.0",
    "24.x from 24.10.0",
  ]);
});

test("a major stands for its newest release", () => {
  expect(resolveVersion("22", RELEASES, "--bad")).toBe("22.23.3");
  expect(resolveVersion("v22.16", RELEASES, "--bad")).toBe("22.16.0");
  expect(() => resolveVersion("22.99.0", RELEASES, "--bad")).toThrow("--bad: there is no Node 22.99.0 among the");
  expect(() => resolveVersion("jod", RELEASES, "--bad")).toThrow('--bad: "jod" is no release of Node');
});

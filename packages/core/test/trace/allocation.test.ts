import { expect, test } from "vitest";
import type { StackFrame } from "../../src/capture/sampling.ts";
import { createAllocationFinder, type Allocated, type Frames } from "../../src/trace/creation/allocation.ts";

const frame = (functionName: string, url: string, scriptId: string): StackFrame => ({
  functionName,
  url,
  scriptId,
  lineNumber: 3,
  columnNumber: 1,
});
const handler = frame("handler", "file:///project/src/server.js", "1");
const register = frame("register", "file:///project/node_modules/registry/index.js", "2");
const grow = frame("grow", "file:///project/node_modules/registry/table.js", "3");
const frames: Frames = {
  isOwn: ({ url }) => !url.includes("node_modules"),
  isRunners: () => false,
  isDependency: ({ url }) => url.includes("node_modules"),
};
const SIZE = 4096;
const allocated = (count: number): Allocated => ({ shallowSize: SIZE, count, isPlain: false, scripts: new Set() });

test("the first function of the project is found, and the function of the dependency that it called", () => {
  const find = createAllocationFinder(
    [{ frames: [grow, register, handler], sizes: new Map([[SIZE, 10]]) }],
    16,
    frames,
  );

  expect(find(allocated(10), () => true)).toEqual({ frame: handler, dependency: grow });
});

test("of several functions of a dependency, the one that allocated most is named", () => {
  const sites = [
    { frames: [register, handler], sizes: new Map([[SIZE, 3]]) },
    { frames: [grow, register, handler], sizes: new Map([[SIZE, 7]]) },
  ];

  expect(createAllocationFinder(sites, 16, frames)(allocated(10), () => true)?.dependency).toBe(grow);
});

test("what the project allocates itself names no dependency", () => {
  const find = createAllocationFinder([{ frames: [handler, register], sizes: new Map([[SIZE, 10]]) }], 16, frames);

  expect(find(allocated(10), () => true)).toEqual({ frame: handler, dependency: undefined });
});

test("what was allocated without the project on the stack is nobody's", () => {
  const find = createAllocationFinder([{ frames: [grow, register], sizes: new Map([[SIZE, 10]]) }], 16, frames);

  expect(find(allocated(10), () => true)).toBeUndefined();
});

test("a function is made by code of the script that it is written in", () => {
  const listen = { ...handler, functionName: "listen", lineNumber: 9 };
  const find = createAllocationFinder(
    [
      { frames: [listen], sizes: new Map([[SIZE, 10]]) },
      { frames: [register, handler], sizes: new Map([[SIZE, 8]]) },
    ],
    16,
    frames,
  );

  expect(find({ ...allocated(10), writtenIn: Number(register.scriptId) }, () => true)?.frame).toBe(handler);
  expect(find({ ...allocated(10), writtenIn: Number(grow.scriptId) }, () => true)).toBeUndefined();
});

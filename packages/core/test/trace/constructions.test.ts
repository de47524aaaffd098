import { expect, test } from "vitest";
import type { StackFrame } from "../../src/capture/sampling.ts";
import { createConstructionFinder, keyOf } from "../../src/trace/creation/constructions.ts";

const frame = (functionName: string, lineNumber: number, url = "file:///project/src/session.js"): StackFrame => ({
  functionName,
  url,
  scriptId: "1",
  lineNumber,
  columnNumber: 1,
});
const base = frame("Base", 1);
const session = frame("Session", 5);
const login = frame("login", 9);
const renew = frame("renew", 13);
const emitter = frame("EventEmitter", 7, "node:events");
const isOwn = ({ url }: StackFrame): boolean => !url.startsWith("node:");

test("who called the constructor made what the constructors under it allocate", () => {
  const sites = [
    { frames: [base, session, login], sizes: new Map([[40, 3]]) },
    { frames: [emitter, session, login], sizes: new Map([[40, 3]]) },
    { frames: [login], sizes: new Map([[40, 3]]) },
  ];

  expect([...createConstructionFinder(sites, isOwn)("Session")]).toEqual([
    [keyOf(base), login],
    [keyOf(session), login],
  ]);
});

test("what the initialisers of fields call is made by who called the constructor, too", () => {
  const sites = [{ frames: [base, frame("Session", 6), session, login], sizes: new Map([[40, 3]]) }];

  expect([...createConstructionFinder(sites, isOwn)("Session")]).toEqual([[keyOf(base), login]]);
});

test("of several that called it, the one whose calls allocated most is taken", () => {
  const sites = [
    { frames: [session, renew], sizes: new Map([[40, 2]]) },
    {
      frames: [session, login],
      sizes: new Map([
        [40, 2],
        [64, 2],
      ]),
    },
  ];

  expect(createConstructionFinder(sites, isOwn)("Session").get(keyOf(session))).toBe(login);
});

test("a constructor that no code of the project called stays who made it", () => {
  const sites = [{ frames: [session, emitter], sizes: new Map([[40, 2]]) }];

  expect([...createConstructionFinder(sites, isOwn)("Session")]).toEqual([[keyOf(session), undefined]]);
});

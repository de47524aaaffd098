import { expect, test } from "vitest";
import { canCreate, functionText } from "../../src/trace/creation/function-text.ts";
import { findDeclaration } from "../../src/trace/words/declarations.ts";

const source = `import { a } from "./a.ts";
// inflight is mentioned here
export const inflight: Set<unknown> = new Set();
let count = 0, other = 1;
const { first, second: renamed } = a;
export async function run(count: number) {
  const sessions = [];
  return sessions.length + count + \`\${inflight.size}\`;
}
export default class Session { static create() { return new Session(); } }
`;

test("a module variable is found where it is declared, not where it is mentioned", () => {
  expect(findDeclaration(source, "inflight", true)).toEqual({ line: 3, column: 14, isTopLevel: true });
});

test("functions, classes and destructured variables are found", () => {
  expect(findDeclaration(source, "run", true)?.line).toBe(6);
  expect(findDeclaration(source, "Session", true)?.line).toBe(10);
  expect(findDeclaration(source, "renamed", true)?.line).toBe(5);
});

test("a variable of a function is not at the top level", () => {
  expect(findDeclaration(source, "sessions", false)).toEqual({ line: 7, column: 9, isTopLevel: false });
});

test("what is not declared is not found", () => {
  expect(findDeclaration(source, "absent", true)).toBeUndefined();
});

test("the text of a function ends with its closing brace", () => {
  const column = source.split("\n")[9]!.indexOf("create") + 1;

  expect(functionText(source, 10, column)).toBe("create() { return new Session(); }");
});

test("a function can create what its text mentions", () => {
  const text = functionText(source, 6, 8);

  expect(canCreate(text, "Array")).toBe(true);
  expect(canCreate(text, "Promise (pending)")).toBe(true);
  expect(canCreate(text, "Session")).toBe(false);
});

test("a variable of a function that is written on one line is not the module's", () => {
  const text = "function make() { const seen = []; return () => seen; }\nconst other = 1; const seen = new Set();\n";

  expect(findDeclaration(text, "seen", false)).toEqual({ line: 1, column: 25, isTopLevel: false });
  expect(findDeclaration(text, "seen", true)).toEqual({ line: 2, column: 24, isTopLevel: true });
});

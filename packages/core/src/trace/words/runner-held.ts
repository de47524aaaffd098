import type { Owner, TraceStep } from "../leak.ts";
import { expressionOf } from "./expression.ts";

const DOUBLES = /^(?:@vitest\/spy|tinyspy|vitest|jest-mock)$/;
const DOUBLE_LISTS = /^`\.(calls|results|returns|contexts|instances|invocationCallOrder|settledResults|resolves)`$/;

/** Names what a runner holds on the body's behalf, in words that need no knowledge of the runner. */
export function nameRunnerHeld(owner: Owner, trace: readonly TraceStep[]): string | undefined {
  if (owner.kind !== "runner") return undefined;
  if (owner.name === "Leakproof") return "Leakproof itself";
  const references = trace.filter(({ status }) => status === "NO").map(({ reference }) => reference);

  const list = references.map((reference) => DOUBLE_LISTS.exec(reference)?.[1]).find((name) => name !== undefined);
  if (list !== undefined && DOUBLES.test(owner.name)) {
    const variable = references.find(
      (reference) => /variable `/.test(reference) && !/`(?:REGISTERED_MOCKS|state|mocks)`/.test(reference),
    );
    const double = nameDouble(trace) ?? variable;
    return `the call records of a test double (\`mock.${list}\`${double === undefined ? "" : ` of ${double}`})`;
  }
  if (references.some((reference) => /std(?:out|err)|console|buffer/i.test(reference))) {
    return `console output that ${owner.name} has not printed yet`;
  }
  if (references.some((reference) => /`\.(?:result|errors|task|tasks|meta)`/.test(reference)))
    return `the results of tests, in ${owner.name}`;
  return undefined;
}

// jest-mock keeps the records in a WeakMap, by the function that the program calls.
function nameDouble(trace: readonly TraceStep[]): string | undefined {
  const records = trace.findLastIndex(({ reference }) => reference === "WeakMap value");
  return records < 0 ? undefined : /^`[^`]+`/.exec(expressionOf(trace.slice(0, records)) ?? "")?.[0];
}

import type { Circus } from "@jest/types";
import type { PhasePlace } from "@leakproof/core/guard";
import { fullName } from "./followed-tests.ts";

/** The place of a test. */
export function testPlace(test: Circus.TestEntry, file: string): PhasePlace {
  return { phase: "test", test: fullName(test), ...positionIn(test.asyncError, file) };
}

/** The place of a hook, which runs for a test or for a suite. */
export function hookPlace(
  { type, parent, asyncError }: Circus.Hook,
  test: Circus.TestEntry | undefined,
  file: string,
): PhasePlace {
  const suite = suiteName(parent);
  const isForTest = type === "beforeEach" || type === "afterEach";
  return {
    phase: type,
    ...(suite === "" ? {} : { suite }),
    ...(isForTest && test !== undefined ? { test: fullName(test) } : {}),
    ...positionIn(asyncError, file),
  };
}

function suiteName(block: Circus.DescribeBlock): string {
  const names: string[] = [];
  // The outermost block stands for the file.
  for (let one: Circus.DescribeBlock | undefined = block; one?.parent !== undefined; one = one.parent)
    names.unshift(one.name);
  return names.join(" > ");
}

// Jest keeps the stack of where each was defined, for its own messages.
function positionIn(defined: unknown, file: string): Pick<PhasePlace, "position"> {
  const { stack } = (defined ?? {}) as { readonly stack?: unknown };
  const line = typeof stack === "string" ? stack.split("\n").find((text) => text.includes(`${file}:`)) : undefined;
  const found = line === undefined ? null : /:(\d+):(\d+)\)?\s*$/.exec(line);
  return found === null ? {} : { position: { file, line: Number(found[1]), column: Number(found[2]) } };
}

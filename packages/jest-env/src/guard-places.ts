import type { Circus } from "@jest/types";
import type { PhasePlace } from "@leakproof/core/guard";
import { fullName } from "./followed-tests.ts";

/**
 * The place of a test.
 *
 * @param concurrent - how many tests share it
 */
export function testPlace(test: Circus.TestEntry, file: string, concurrent?: number): PhasePlace {
  const place: PhasePlace = {
    phase: "test",
    test: fullName(test),
    ...(concurrent === undefined ? {} : { concurrent }),
  };
  return positioned(place, test.asyncError, file);
}

/** The place of a hook, which runs for a test or for a suite. */
export function hookPlace(
  { type, parent, asyncError }: Circus.Hook,
  test: Circus.TestEntry | undefined,
  file: string,
): PhasePlace {
  const suite = suiteName(parent);
  const isForTest = type === "beforeEach" || type === "afterEach";
  const place: PhasePlace = {
    phase: type,
    ...(suite === "" ? {} : { suite }),
    ...(isForTest && test !== undefined ? { test: fullName(test) } : {}),
  };
  return positioned(place, asyncError, file);
}

function suiteName(block: Circus.DescribeBlock): string {
  const names: string[] = [];
  // The outermost block stands for the file.
  for (let one: Circus.DescribeBlock | undefined = block; one?.parent !== undefined; one = one.parent)
    names.unshift(one.name);
  return names.join(" > ");
}

// Jest keeps the stack of where each was defined, for its own messages. To read it loads the source map of the file and what reads such
// maps: 440 kB for a file of eight tests. So it is read only where the place is told.
function positioned(place: PhasePlace, defined: unknown, file: string): PhasePlace {
  let position: PhasePlace["position"];
  let isRead = false;
  return Object.defineProperty(place, "position", {
    enumerable: true,
    get: () => {
      if (!isRead) position = positionIn(defined, file);
      isRead = true;
      return position;
    },
  });
}

function positionIn(defined: unknown, file: string): PhasePlace["position"] {
  const { stack } = (defined ?? {}) as { readonly stack?: unknown };
  const line = typeof stack === "string" ? stack.split("\n").find((text) => text.includes(`${file}:`)) : undefined;
  const found = line === undefined ? null : /:(\d+):(\d+)\)?\s*$/.exec(line);
  return found === null ? undefined : { file, line: Number(found[1]), column: Number(found[2]) };
}

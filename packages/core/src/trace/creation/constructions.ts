import type { AllocationSite, StackFrame } from "../../capture/sampling.ts";

/**
 * Finds who called the constructors of a class: an object whose class extends another one is allocated by what its constructor calls, and that
 * `Session` was created in `Session` tells nobody anything.
 *
 * @returns for every function of the project that allocated while a constructor of the class ran, by its `keyOf`, the function of the project that
 * had called the constructor; undefined where none had
 */
export function constructionsOf(
  className: string,
  sites: readonly AllocationSite[],
  isOwn: (frame: StackFrame) => boolean,
): ReadonlyMap<string, StackFrame | undefined> {
  const callers = new Map<string, { readonly caller: StackFrame | undefined; samples: number }>();
  for (const { frames, sizes } of sites) {
    const own = frames.filter(isOwn);
    const at = own.findIndex(({ functionName }) => functionName === className);
    if (at < 0) continue;
    const key = keyOf(own[0]!);
    const samples = [...sizes.values()].reduce((sum, count) => sum + count, 0);
    if (samples > (callers.get(key)?.samples ?? 0)) callers.set(key, { caller: own[at + 1], samples });
  }
  return new Map([...callers].map(([key, { caller }]) => [key, caller]));
}

/** What tells a function from others. */
export function keyOf({ scriptId, lineNumber, columnNumber }: StackFrame): string {
  return `${scriptId}:${lineNumber}:${columnNumber}`;
}

import type { AllocationSite, StackFrame } from "../../capture/sampling.ts";

/**
 * Gives, for the name of a class, who called its constructors, by the `keyOf` of each function of the project that allocated while one of them ran;
 * undefined where no code of the project had called it.
 */
export type ConstructionFinder = (className: string) => ReadonlyMap<string, StackFrame | undefined>;

/**
 * Creates a finder of who called the constructors of a class: an object whose class extends another one is allocated by what its constructor calls, and that
 * `Session` was created in `Session` tells nobody anything.
 */
export function createConstructionFinder(
  sites: readonly AllocationSite[],
  isOwn: (frame: StackFrame) => boolean,
): ConstructionFinder {
  const stacks = sites.map(({ frames, sizes }) => ({
    own: frames.filter(isOwn),
    samples: [...sizes.values()].reduce((sum, count) => sum + count, 0),
  }));
  const known = new Map<string, ReturnType<ConstructionFinder>>();
  return (className) => {
    const found = known.get(className) ?? constructionsIn(stacks, className);
    known.set(className, found);
    return found;
  };
}

interface OwnStack {
  /** Its frames of the project, innermost first. */
  readonly own: readonly StackFrame[];
  readonly samples: number;
}

function constructionsIn(stacks: readonly OwnStack[], className: string): ReturnType<ConstructionFinder> {
  const callers = new Map<string, { readonly caller: StackFrame | undefined; samples: number }>();
  for (const { own, samples } of stacks) {
    const at = own.findIndex(({ functionName }) => functionName === className);
    if (at < 0) continue;
    const key = keyOf(own[0]!);
    if (samples > (callers.get(key)?.samples ?? 0)) {
      // V8 gives the initialisers of fields a frame of their own, by the same name.
      const caller = own.slice(at).find(({ functionName }) => functionName !== className);
      callers.set(key, { caller, samples });
    }
  }
  return new Map([...callers].map(([key, { caller }]) => [key, caller]));
}

/** What tells a function from others. */
export function keyOf({ scriptId, lineNumber, columnNumber }: StackFrame): string {
  return `${scriptId}:${lineNumber}:${columnNumber}`;
}

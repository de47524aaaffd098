import type { Leak, TraceStep } from "@leakproof/core";

/** An object of a tree of retainer paths. */
export interface TreeNode {
  readonly step: TraceStep;
  /** Whether the suspect reference reaches it. */
  readonly isSuspect: boolean;
  readonly children: readonly TreeNode[];
  /** The leaks whose trace ends here. */
  readonly leaks: readonly Leak[];
}

/** Merges the traces of leaks into trees: what several of them pass through stands there once. */
export function mergeTraces(leaks: readonly Leak[]): TreeNode[] {
  return branch(leaks, 0);
}

function branch(leaks: readonly Leak[], depth: number): TreeNode[] {
  const groups = new Map<string, Leak[]>();
  for (const leak of leaks) {
    const step = leak.trace[depth];
    if (step === undefined) continue;
    const key = JSON.stringify([step.reference, step.name, step.status, step.position, leak.suspect === depth]);
    groups.set(key, [...(groups.get(key) ?? []), leak]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const step = first?.trace[depth];
    if (first === undefined || step === undefined) return [];
    return [
      {
        step,
        isSuspect: first.suspect === depth,
        children: branch(group, depth + 1),
        leaks: group.filter(({ trace }) => trace.length === depth + 1),
      },
    ];
  });
}

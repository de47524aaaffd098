import type { Inspector } from "./inspector.ts";

/** A function on the stack of an allocation: its start, lines and columns from 0. */
export interface StackFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Objects that are alive and were allocated by one stack, innermost frame first. */
export interface AllocationSite {
  readonly frames: readonly StackFrame[];
  /** Bytes sampled at this stack, by the size that V8 reports for one sample. */
  readonly sizes: ReadonlyMap<number, number>;
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: StackFrame;
  readonly children: readonly ProfileNode[];
}

interface Profile {
  readonly head: ProfileNode;
  readonly samples: readonly { readonly size: number; readonly nodeId: number }[];
}

/** Starts sampling allocations; false if somebody else does so already. */
export async function startSampling(inspector: Inspector, intervalBytes: number): Promise<boolean> {
  try {
    await inspector.post("HeapProfiler.startSampling", { samplingInterval: intervalBytes });
    return true;
  } catch {
    return false;
  }
}

/** Ends sampling and gives the stacks that allocated what is still alive. */
export async function stopSampling(inspector: Inspector): Promise<AllocationSite[]> {
  const { profile } = await inspector.post<{ profile: Profile }>("HeapProfiler.stopSampling");
  const sizesOf = new Map<number, Map<number, number>>();
  for (const { size, nodeId } of profile.samples) {
    const sizes = sizesOf.get(nodeId) ?? new Map<number, number>();
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
    sizesOf.set(nodeId, sizes);
  }

  const sites: AllocationSite[] = [];
  const visit = (node: ProfileNode, outer: readonly StackFrame[]): void => {
    const frames = [node.callFrame, ...outer];
    const sizes = sizesOf.get(node.id);
    if (sizes !== undefined) sites.push({ frames, sizes });
    for (const child of node.children) visit(child, frames);
  };
  for (const child of profile.head.children) visit(child, []);
  return sites;
}

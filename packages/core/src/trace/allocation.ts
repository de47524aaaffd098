import type { AllocationSite, StackFrame } from "../capture/sampling.ts";

/** A group of objects to find the allocation site of. */
export interface Allocated {
  readonly shallowSize: number;
  readonly count: number;
  /** Whether it may come from a literal: an Object or an Array. */
  readonly isPlain: boolean;
  /** The scripts that hold the group or that it belongs to: where objects of the same size come from several, these are likely. */
  readonly scripts: ReadonlySet<number>;
}

/** What is known of the frames of a stack. */
export interface Frames {
  readonly isOwn: (frame: StackFrame) => boolean;
  readonly isRunners: (frame: StackFrame) => boolean;
  readonly canCreate: (frame: StackFrame) => boolean;
}

// A factor of four either way: sampling is random, and objects of the same size from one function are counted together.
const MOST_MISFIT = Math.log(4);

/**
 * Finds the function that allocated a group of objects: the first frame of the project on the stack whose live samples
 * of the same size come closest in number. V8 states functions, not lines.
 */
export function findAllocation(
  sites: readonly AllocationSite[],
  interval: number,
  allocated: Allocated,
  frames: Frames,
): StackFrame | undefined {
  // V8 puts a note of two words behind the object of a literal, and samples both as one.
  const candidates = [
    ...collectCandidates(sites, interval, allocated.shallowSize, allocated.count, frames),
    ...collectCandidates(sites, interval, allocated.shallowSize + LITERAL_NOTE_BYTES, allocated.count, frames).filter(() => allocated.isPlain),
  ];
  const doubt = ({ frame, misfit, throughRunner }: Candidate): number =>
    misfit + (frames.canCreate(frame) ? 0 : 2) + (allocated.scripts.has(Number(frame.scriptId)) ? 0 : 1) + (throughRunner ? 2 : 0);
  const likely = candidates.filter(({ misfit }) => misfit <= MOST_MISFIT).sort((a, b) => doubt(a) - doubt(b));
  return likely[0]?.frame;
}

const LITERAL_NOTE_BYTES = 16;

interface Candidate {
  readonly frame: StackFrame;
  readonly throughRunner: boolean;
  /** How far the number of samples is from what is expected. */
  readonly misfit: number;
}

function collectCandidates(
  sites: readonly AllocationSite[],
  interval: number,
  size: number,
  count: number,
  { isOwn, isRunners }: Frames,
): Candidate[] {
  const chance = 1 - Math.exp(-size / interval);
  // V8 reports the size of one sample multiplied by how many objects it stands for.
  const sampleSize = size * Math.max(1, Math.floor(1 / chance + 0.5));
  const counted = new Map<string, { readonly frame: StackFrame; readonly throughRunner: boolean; samples: number }>();
  for (const { frames, sizes } of sites) {
    const samples = sizes.get(sampleSize);
    const at = samples === undefined ? -1 : frames.findIndex(isOwn);
    if (samples === undefined || at < 0) continue;
    const frame = frames[at]!;
    const throughRunner = frames.slice(0, at).some(isRunners);
    const key = `${frame.scriptId}:${frame.lineNumber}:${frame.columnNumber}:${throughRunner}`;
    const known = counted.get(key);
    if (known === undefined) counted.set(key, { frame, throughRunner, samples });
    else known.samples += samples;
  }
  return Array.from(counted.values(), ({ frame, throughRunner, samples }) => ({
    frame,
    throughRunner,
    misfit: Math.abs(Math.log(samples / (count * chance))),
  }));
}

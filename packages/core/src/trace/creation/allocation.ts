import type { AllocationSite, StackFrame } from "../../capture/sampling.ts";
import { keyOf } from "./constructions.ts";

/** A group of objects to find the allocation site of. */
export interface Allocated {
  readonly shallowSize: number;
  readonly count: number;
  /** Whether it may come from a literal: an Object or an Array. */
  readonly isPlain: boolean;
  /** The scripts that hold the group or that it belongs to: where objects of the same size come from several, these are likely. */
  readonly scripts: ReadonlySet<number>;
  /** The script that a function is written in: only code of this script can have made it. */
  readonly writtenIn?: number | undefined;
}

/** What is known of the frames of a stack. */
export interface Frames {
  readonly isOwn: (frame: StackFrame) => boolean;
  readonly isRunners: (frame: StackFrame) => boolean;
  readonly isDependency: (frame: StackFrame) => boolean;
}

/** Who allocated: the function of the project, and that of a dependency which it called. */
export interface Allocator {
  readonly frame: StackFrame;
  readonly dependency?: StackFrame | undefined;
}

/** Finds the function that allocated a group of objects; samples that a group accounts for are not offered to the next one. */
export type AllocationFinder = (
  allocated: Allocated,
  canCreate: (frame: StackFrame) => boolean,
) => Allocator | undefined;

// Sampling is random, and several objects of one size from one function are counted together.
const FEWEST_SHARE = 1 / 3;
const MOST_SHARE = 8;
const MOST_DOUBT = 2;
const LITERAL_NOTE_BYTES = 16;

/**
 * Creates a finder over the samples of the objects that are alive. A group is matched by the size of its objects and by their number
 * with the first frame of the project on each stack. V8 states functions, not lines; of two functions that make as many
 * objects of one size, the wrong one can be taken.
 */
export function createAllocationFinder(
  sites: readonly AllocationSite[],
  interval: number,
  frames: Frames,
): AllocationFinder {
  const makers = collectMakers(sites, frames);
  return ({ shallowSize, count, scripts, isPlain, writtenIn }, canCreate) => {
    // V8 puts a note of two words behind the object of a literal, and samples both as one.
    const sizes = isPlain ? [shallowSize, shallowSize + LITERAL_NOTE_BYTES] : [shallowSize];
    const candidates = sizes.flatMap((size) => {
      const chance = 1 - Math.exp(-size / interval);
      // V8 reports the size of one sample multiplied by how many objects it stands for.
      const reported = size * Math.max(1, Math.floor(1 / chance + 0.5));
      return (makers.get(reported) ?? []).map((maker) => ({
        maker,
        share: samplesOf(maker, writtenIn) / (count * chance),
        expected: count * chance,
      }));
    });
    const doubt = ({ maker, share }: (typeof candidates)[number]): number =>
      (share < 1 ? -Math.log(share) : Math.log(share) / 2) +
      (!maker.isDirect || canCreate(maker.frame) ? 0 : 2) +
      (scripts.has(Number(maker.frame.scriptId)) ? 0 : 1) +
      (maker.throughRunner ? 2 : 0);
    const [best] = candidates
      .filter(
        (candidate) =>
          candidate.share >= FEWEST_SHARE && candidate.share <= MOST_SHARE && doubt(candidate) < MOST_DOUBT,
      )
      .sort((a, b) => doubt(a) - doubt(b));
    if (best === undefined) return undefined;
    best.maker.samples -= best.expected;
    return { frame: best.maker.frame, dependency: mostSampled(best.maker) };
  };
}

interface Maker {
  readonly frame: StackFrame;
  /** Whether the function itself allocated, not something that it called. */
  readonly isDirect: boolean;
  readonly throughRunner: boolean;
  samples: number;
  /** Samples by the script of the innermost function on the stack. */
  readonly byScript: Map<number, number>;
  readonly dependencies: Map<string, { readonly frame: StackFrame; samples: number }>;
}

// The functions of the project with samples of each size.
function collectMakers(
  sites: readonly AllocationSite[],
  { isOwn, isRunners, isDependency }: Frames,
): Map<number, Maker[]> {
  const makers = new Map<number, Maker[]>();
  const known = new Map<string, Maker>();
  for (const { frames, sizes } of sites) {
    const at = frames.findIndex(isOwn);
    if (at < 0) continue;
    const frame = frames[at]!;
    const throughRunner = frames.slice(0, at).some(isRunners);
    const dependency = frames.slice(0, at).find(isDependency);
    for (const [size, samples] of sizes) {
      const key = `${size}:${keyOf(frame)}:${at === 0}:${throughRunner}`;
      const maker = known.get(key) ?? {
        frame,
        isDirect: at === 0,
        throughRunner,
        samples: 0,
        byScript: new Map(),
        dependencies: new Map(),
      };
      if (!known.has(key)) makers.set(size, [...(makers.get(size) ?? []), maker]);
      known.set(key, maker);
      maker.samples += samples;
      const script = Number(frames[0]!.scriptId);
      maker.byScript.set(script, (maker.byScript.get(script) ?? 0) + samples);
      countDependency(maker, dependency, samples);
    }
  }
  return makers;
}

function samplesOf({ samples, byScript }: Maker, writtenIn: number | undefined): number {
  return writtenIn === undefined ? samples : Math.min(samples, byScript.get(writtenIn) ?? 0);
}

function countDependency({ dependencies }: Maker, frame: StackFrame | undefined, samples: number): void {
  if (frame === undefined) return;
  const key = keyOf(frame);
  dependencies.set(key, { frame, samples: (dependencies.get(key)?.samples ?? 0) + samples });
}

const mostSampled = ({ dependencies }: Maker): StackFrame | undefined =>
  [...dependencies.values()].sort((a, b) => b.samples - a.samples)[0]?.frame;

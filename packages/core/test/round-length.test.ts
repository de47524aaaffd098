import { describe, expect, test } from "vitest";
import { type RoundsSoFar, nextLength } from "../src/round-length.ts";

const MB = 1_000_000;

// The lengths of so many rounds, each call of which takes and retains as much as is given; a call before them seemed to allocate `bytesPerCall`.
function lengthsOf(
  rounds: number,
  { callMs = [0.01], retained = 0, ...given }: { callMs?: number[]; retained?: number } & Partial<RoundsSoFar>,
): number[] {
  const lengths: number[] = [];
  const samples = [{ calls: 128, heap: 0, external: 0, arrayBuffers: 0, rss: 0 }];
  for (let round = 0; round < rounds; round++) {
    const length = nextLength(lengths.at(-1) ?? 0, {
      samples,
      caller: { callMs: callMs[Math.min(round, callMs.length - 1)]! },
      settler: { collectionMs: 5, emptiesCodeCache: false },
      time: { left: () => 10_000 },
      bytesPerCall: 0,
      usualBytesPerCall: 0,
      maxGrowthBytes: 256 * MB,
      heapRoomBytes: Infinity,
      ...given,
    });
    lengths.push(length);
    const last = samples.at(-1)!;
    samples.push({ ...last, calls: last.calls + length, heap: last.heap + retained * length });
  }
  return lengths;
}

describe("the length of a round", () => {
  test("is as long as a collection, and doubles twice", () => {
    expect(lengthsOf(7, {})).toEqual([500, 500, 1000, 1000, 2000, 2000, 2000]);
  });

  test("catches up where a call of the warm-up seemed to retain megabytes, and does not", () => {
    expect(lengthsOf(6, { bytesPerCall: 6 * MB })).toEqual([2, 16, 128, 500, 1000, 1000]);
  });

  test("stays short where every call allocates megabytes, although none of them stays", () => {
    expect(lengthsOf(5, { bytesPerCall: MB, usualBytesPerCall: MB })).toEqual([16, 16, 32, 32, 64]);
  });

  test("catches up where a call of the warm-up took long, and the others do not", () => {
    expect(lengthsOf(6, { callMs: [40, 0.01] })).toEqual([25, 200, 500, 500, 1000, 1000]);
  });

  test("stays short where calls do retain megabytes, in every call or in some", () => {
    expect(lengthsOf(5, { bytesPerCall: 2 * MB, retained: 2 * MB })).toEqual([8, 8, 8, 8, 8]);
    expect(lengthsOf(5, { retained: MB })).toEqual([500, 16, 16, 16, 16]);
  });

  test("keeps to the room that the heap has until its snapshot takes too long", () => {
    expect(lengthsOf(4, { retained: 10_000, heapRoomBytes: 16 * MB })).toEqual([500, 100, 100, 100]);
  });

  test("is the same from the first one on where V8's cache of code is emptied before readings", () => {
    const settler = { collectionMs: 5, emptiesCodeCache: true };

    expect(lengthsOf(5, { settler })).toEqual([2000, 2000, 2000, 2000, 2000]);
    expect(lengthsOf(3, { settler, retained: MB })).toEqual([2000, 16, 16]);
  });

  test("is the same from then on, however the time of a call sways", () => {
    expect(lengthsOf(9, { callMs: [0.01, 0.01, 0.01, 0.01, 0.01, 0.001] }).slice(4)).toEqual([
      2000, 2000, 2000, 2000, 2000,
    ]);
  });
});

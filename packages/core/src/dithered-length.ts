import type { Sample } from "./samples.ts";

// What fills and is emptied every so many calls climbs evenly in readings after as many calls each time, or a few more: a buffer of 64 kB that
// is emptied at every 129th call was called leaking under Jest on Node 26. Of 1,600 buffers that are emptied at every 2nd to 3,000th call, read
// in rounds of 100 to 1,500 calls, 29 seem to grow over 10,000 calls where rounds are equal, 13 at 0.75, 3 at 0.5 and 1 at 0.3, which makes for
// half as many rounds more.
const SHORTEST = 0.5;

// Its multiples divide a range most evenly.
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * Varies the length of rounds where memory outside the heap moves, of which no snapshot tells what it consists of.
 *
 * Readings at uneven distances seldom alias (after Shapiro and Silverman, Alias-free Sampling of Random Noise, 1960). Bodies that move the heap alone
 * keep rounds of equal length, which V8's tables ask for, and a snapshot acquits them.
 *
 * @param length - calls of the round, undithered
 * @param samples - those of all rounds so far
 */
export function ditheredLength(length: number, samples: readonly Sample[]): number {
  const [previous, last] = samples.slice(-2);
  if (!previous || !last || outsideOf(previous) === outsideOf(last)) return length;
  const share = (samples.length * GOLDEN_RATIO) % 1;
  return Math.round(length * (SHORTEST + (1 - SHORTEST) * share));
}

const outsideOf = ({ external, arrayBuffers }: Sample): number => external + arrayBuffers;

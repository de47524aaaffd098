import type { Leak } from "./trace/leak.ts";

/** Growth that the objects found account for by half is theirs: the other half is slack of backing stores and tables that double. */
export const ACCOUNTED = 0.5;

/**
 * Of a leak everything is still there. A queue that is emptied once a second (the timers of an HTTP client) holds up to half of what the
 * calls of a short check put into it.
 */
export const PILED_UP = 0.8;

/** What fewer calls leave behind is a leak only if all of it is still there, and nothing else makes up the growth. */
export const REGULAR_SHARE = 0.05;

/** The leaks of which all that the calls bore is still there; what a bounded cache turns over is not. */
export function piledUpOver(calls: number, leaks: readonly Leak[]): Leak[] {
  return leaks.filter((leak) => isPiledUp(leak, calls));
}

/** The leaks of which all that so many calls bore is still there, if that makes up the growth; else none. */
export function accountingFor(
  { bytesPerCall, calls }: { readonly bytesPerCall: number; readonly calls: number },
  leaks: readonly Leak[],
): Leak[] {
  const piledUp = piledUpOver(calls, leaks);
  return countedIn(piledUp) >= ACCOUNTED * bytesPerCall ? piledUp : [];
}

/** Whether as many are alive as so many calls bore. */
export function isPiledUp({ alive, perCall }: Pick<Leak, "alive" | "perCall">, calls: number): boolean {
  return alive >= PILED_UP * perCall * calls;
}

// Of 10,000 objects that a leak keeps all are there, but for those of a call that failed; a cache of 8,000 entries has 0.8 of them then.
const WHOLE = 0.95;

// What has been full for half of the calls is flat; where fewer are found, the way in which they are held can't be counted.
const LEAST_FULL = 0.5;

/**
 * Whether many of these are there, but some of all that the calls bore have gone: a cache that is full by now. Of 189 sorts of leaks four look like
 * that, of which a part is kept elsewhere (in what the runtime keeps, in the stores of a stream), and go on growing.
 */
export function mayBeFull(calls: number, leaks: readonly Pick<Leak, "alive" | "perCall">[]): boolean {
  return (
    leaks.length > 0 &&
    leaks.every(({ alive, perCall }) => alive >= LEAST_FULL * perCall * calls && alive < WHOLE * perCall * calls)
  );
}

/** The leaks of which so few are left in the whole heap, whoever holds them, that others of their sort must have gone. */
export function turnedOverIn(calls: number, leaks: readonly Leak[]): Leak[] {
  return leaks.filter(({ alike = Infinity, perCall }) => alike < PILED_UP * perCall * calls);
}

/** Bytes per call that these leaks keep alive. */
export function countedIn(leaks: readonly Leak[]): number {
  return leaks.reduce((sum, { retainedBytesPerCall }) => sum + retainedBytesPerCall, 0);
}

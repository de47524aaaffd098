/** One settled reading of one probe, after a number of calls (warm-up included). */
export interface Point {
  readonly calls: number;
  readonly bytes: number;
}

/** What the points say about one more call, once warm. */
export type Growth =
  | {
      /** The last calls, at least as many as all calls before them, added nothing that can be seen. */
      readonly kind: "flat";
      readonly bytesPerCall: number;
      /** Calls over which nothing was added. */
      readonly calls: number;
    }
  | {
      /** Each window of calls added as much per call as the one before it. */
      readonly kind: "growing";
      readonly bytesPerCall: number;
      readonly calls: number;
      readonly rounds: number;
    }
  | {
      /** It grew, but less and less per call: a cache or table that fills. */
      readonly kind: "slowing";
      readonly bytesPerCall: number;
      readonly earlierBytesPerCall: number;
    }
  | {
      /** Too few rounds, or too scattered, to say. */
      readonly kind: "undecided";
      readonly bytesPerCall: number;
    };

/** How one probe's points are read. */
export interface GrowthRule {
  /** Growth over a whole window, in bytes, which the probe cannot tell from none. */
  readonly toleranceBytes: number;
  /** Whether even a few calls can move the probe by the whole tolerance. */
  readonly movesInBlocks: boolean;
  /** Growth per call, in bytes, that is allowed. */
  readonly allowedBytesPerCall: number;
  /** Calls that a window must span before it counts as flat. */
  readonly fewestCalls: number;
}

// The backing store of an array grows by half when it is full, so one that gains a number per call is sure to have grown once
// the calls have all but doubled; in a shorter window such a leak can look flat.
const WINDOW_RATIO = 0.9;

// The table of a Map or Set doubles when it is full: one that gains an entry per call grows once between n calls and 2n + 1, and in a
// shorter window a leak can look flat.
const FLAT_RATIO = 1.05;

/** Below the smallest leaks that are worth a name: a number in an array (8 to 12 bytes), an object on every tenth call (6). */
export const FINEST_BYTES_PER_CALL = 3;

// Below this even the reading of the memory is not exact: two collections in a row may differ by a heap number or a string.
const LEAST_TOLERANCE_BYTES = 64;

// A robust slope needs points; with eight, chance orders them all upwards once in 40,320 times.
const POINTS_FOR_SLOPE = 9;

/**
 * How far constant growth may fall over two doublings. Growth that halves whenever the calls double is a table that fills up to the
 * logarithm: it falls to 0.25. The growth of a pushed number swings with its backing store, but not below 0.4. Half way between,
 * geometrically, is 0.32.
 */
export const CONSTANT_RATIO = 0.32;

/**
 * Tells whether the last points are flat: no more was added than the tolerance, over at least as many calls as went before.
 *
 * @param points - settled readings in the order of their calls
 */
export function assessFlatness(
  points: readonly Point[],
  rule: GrowthRule,
): Extract<Growth, { kind: "flat" }> | undefined {
  return flatOver(points, rule, FLAT_RATIO);
}

// The last quarter of the calls.
const STANDSTILL_RATIO = 1 / 3;
const FEWEST_STILL_ROUNDS = 3;

/**
 * Tells whether what grew stands still: the last quarter of the calls added nothing that can be seen. What gains an object in every call never does; a
 * table that doubles does in between.
 *
 * @param points - settled readings in the order of their calls
 */
export function standsStill(points: readonly Point[], rule: GrowthRule): boolean {
  const last = points.at(-1);
  const rounds = points.filter((point) => last && !spans(point, last, STANDSTILL_RATIO)).length;
  return rounds >= FEWEST_STILL_ROUNDS && flatOver(points, rule, STANDSTILL_RATIO) !== undefined;
}

function flatOver(
  points: readonly Point[],
  rule: GrowthRule,
  ratio: number,
): Extract<Growth, { kind: "flat" }> | undefined {
  const last = points.at(-1);
  const first = last && points.findLast((point) => spans(point, last, ratio));
  if (!first || !last) return undefined;
  const calls = last.calls - first.calls;
  if (calls < rule.fewestCalls) return undefined;
  const tolerance = toleranceOver(calls, rule);
  const added = last.bytes - first.bytes;
  // One block in a single round is chance, or a typed array that doubled (its 1,024 numbers are one block): the next round tells.
  const isOneRound = first === points.at(-2);
  if (rule.movesInBlocks && isOneRound && added > finestOver(calls, rule)) return undefined;
  // A fall beyond the tolerance is a correction of an earlier reading, not proof of calm: it could hide a leak of its size.
  const mostBytes = tolerance + rule.allowedBytesPerCall * calls;
  if (added > mostBytes || added < -tolerance) return undefined;
  const tellingBytes = Math.max(rule.toleranceBytes, finestOver(calls, rule));
  if (hidesGrowth(points.slice(points.indexOf(first)), mostBytes, tellingBytes)) return undefined;
  return { kind: "flat", bytesPerCall: added / calls, calls };
}

// A single fall that happens to be as large as all that the other rounds added is not calm: what an earlier test has left is let go in one round
// (200 kB of compiled code), while a leak of 32 B per call adds as much in four. A reading that was too high once is no such thing, and what falls
// again and again is a buffer that is emptied.
function hidesGrowth(window: readonly Point[], mostBytes: number, tellingBytes: number): boolean {
  const added = roundsOf(window)
    .map((round) => round.added)
    .toSorted((a, b) => a - b);
  if (added.filter((bytes) => -bytes > tellingBytes).length !== 1) return false;
  const others = added.slice(1, -1);
  return others.length === 0 || others.reduce((sum, bytes) => sum + bytes, 0) > mostBytes;
}

/**
 * Says what the points tell about one more call.
 *
 * Compares windows that double (the last half of all calls, the quarter before it, …) and, where there are points enough, the
 * Theil–Sen slope with its confidence interval by Kendall's statistic (Sen, 1968).
 */
export function assessGrowth(points: readonly Point[], rule: GrowthRule): Growth {
  const flat = assessFlatness(points, rule);
  if (flat) return flat;
  const windows = doublingWindows(points);
  const [last, ...earlier] = windows;
  if (callsMade(points) < FEWEST_GROWING_CALLS) {
    return { kind: "undecided", bytesPerCall: last?.bytesPerCall ?? meanGrowth(points) };
  }
  if (!last) return assessFewRounds(points, rule);
  const level = assessTrend(points, rule);
  if (level) return level;
  const reference = earlier[1] ?? earlier[0];
  if (!reference) return assessFewRounds(points, rule);
  // Below the finest growth that has a name there is only noise left to see.
  const excess = last.bytesPerCall - rule.allowedBytesPerCall - FINEST_BYTES_PER_CALL;
  const needed = CONSTANT_RATIO ** (earlier[1] ? 1 : 0.5);
  if (excess <= 0 || last.bytesPerCall < needed * reference.bytesPerCall) {
    return { kind: "slowing", bytesPerCall: last.bytesPerCall, earlierBytesPerCall: reference.bytesPerCall };
  }
  const bytesPerCall = withoutOlderTable(last, points, rule);
  return !isStep(last, reference) && isSteady(points, last, rule)
    ? { kind: "growing", bytesPerCall, calls: lastCalls(points), rounds: points.length - 1 }
    : { kind: "undecided", bytesPerCall };
}

/**
 * What a window grew by per call, without the step of a table that was large before the first reading: an array of 245,000 elements that
 * gains one per call of 32 B doubles within 12,000 calls, and that looks like 194 B per call. A table that these calls alone fill gains, when it
 * doubles, no more than they had added before. A leak that is nothing but steps keeps them.
 */
function withoutOlderTable(window: Window, points: readonly Point[], rule: GrowthRule): number {
  const rounds = roundsOf(points.slice(points.indexOf(window.from)));
  const step = rounds.reduce((largest, round) => (round.added > largest.added ? round : largest));
  const gainedBefore = step.from.bytes - (points[0]?.bytes ?? 0) + rule.toleranceBytes;
  if (step.added <= gainedBefore || rounds.length === 1) return window.bytesPerCall;
  const rest = (window.added - step.added) / (window.calls - step.calls);
  return rest > rule.allowedBytesPerCall + FINEST_BYTES_PER_CALL ? rest : window.bytesPerCall;
}

// Where readings scatter, their slope tells whether they climb. It is blind for a single step, and one step is all that a table which
// doubles shows in such a window: so the last reading must not lie above the first one either. Nor below it: what other tests have left is let go
// meanwhile (14,000 timers that end, 1.4 kB each), and may hide a leak of its size.
function assessTrend(points: readonly Point[], rule: GrowthRule): Extract<Growth, { kind: "flat" }> | undefined {
  const last = points.at(-1);
  const from = last && points.findLast((point) => spans(point, last, FLAT_RATIO));
  if (!from || !last) return undefined;
  const calls = last.calls - from.calls;
  const trend = slopeOf(points.slice(points.indexOf(from)));
  const added = last.bytes - from.bytes;
  if (!trend || trend.high > finestOver(1, rule) || added > finestOver(calls, rule)) return undefined;
  if (added < -FINEST_BYTES_PER_CALL * calls) return undefined;
  return { kind: "flat", bytesPerCall: trend.middle, calls };
}

// A body that copies all it has retained, in every call, retains four times as much per call after two doublings. What grows by more is a
// step in a heap that was still before: 918 kB in one round of 4,096 calls were seen under Jest on Node 20, and nothing before or after.
const STEP_RATIO = 8;

function isStep(last: Window, reference: Window): boolean {
  return last.bytesPerCall > STEP_RATIO * reference.bytesPerCall;
}

// A body that is slow, or retains so much that memory is the bound, gets a few rounds: three that agree are no start-up cost,
// which falls at once. A cache that fills looks the same; the verdict says over how few calls it grew.
const FEW_ROUNDS = 3;
const EVEN_RATIO = 1.5;

function assessFewRounds(points: readonly Point[], rule: GrowthRule): Growth {
  const rounds = roundsOf(points);
  const rates = rounds.map(({ bytesPerCall }) => bytesPerCall - rule.allowedBytesPerCall);
  const isEven = Math.min(...rates) > 0 && Math.max(...rates) <= EVEN_RATIO * Math.min(...rates);
  const isSeen = rounds.every(({ added }) => added > rule.toleranceBytes);
  const bytesPerCall = rounds.at(-1)?.bytesPerCall ?? 0;
  if (rounds.length < FEW_ROUNDS || !isEven || !isSeen) return { kind: "undecided", bytesPerCall };
  return { kind: "growing", bytesPerCall, calls: lastCalls(points), rounds: rounds.length };
}

// The first calls of a body run cold code, which V8 prepares piece by piece: over so few calls that looks like growth.
const FEWEST_GROWING_CALLS = 20;

/** Growth from the first to the last point, in bytes per call: what no window spans has grown all the same. */
function meanGrowth(points: readonly Point[]): number {
  const [first, last] = [points[0], points.at(-1)];
  return first && last && last.calls > first.calls ? (last.bytes - first.bytes) / (last.calls - first.calls) : 0;
}

/** Growth over several spans of the rounds, in bytes per call. */
export interface GrowthRates {
  /** From the first reading to the last. */
  readonly overall: number;
  /** The same if a table may have grown that doubles, and stands still since; 0 where growth fell off. */
  readonly stepped: number;
  /** In most rounds: their median. A table that doubles in one of them does not show in it. */
  readonly usual: number;
  /** Over the last eighth of the calls, or the rounds that hold it. */
  readonly eighth: number;
  /** In the last round. */
  readonly round: number;
}

/** How fast the points grew. */
export function ratesOf(points: readonly Point[]): GrowthRates {
  const rates = roundsOf(points).map(({ bytesPerCall }) => bytesPerCall);
  const from = points.findLastIndex(({ calls }) => calls <= 0.875 * lastCalls(points));
  const overall = meanGrowth(points);
  return {
    overall,
    stepped: endsInStep(points) ? overall : 0,
    usual: rates.toSorted((a, b) => a - b)[rates.length >> 1] ?? 0,
    eighth: meanGrowth(points.slice(Math.max(0, from))),
    round: meanGrowth(points.slice(-2)),
  };
}

// Of a table that doubles the last step is the largest, and at most the table that it replaced goes after it. The start of a library grows most at
// first, and by less and less; a buffer that is emptied when it is full falls by as much as it grew.
function endsInStep(points: readonly Point[]): boolean {
  const rounds = roundsOf(points);
  const largest = Math.max(...rounds.map(({ added }) => added));
  if (rounds.some(({ added }) => -added > STEP_SHARE * largest)) return false;
  const since = rounds.slice(rounds.findLastIndex(({ added }) => added === largest) + 1);
  return since.reduce((sum, { added }) => sum + added, 0) < STEP_SHARE * largest;
}

const STEP_SHARE = 0.5;

function callsMade(points: readonly Point[]): number {
  return lastCalls(points) - (points[0]?.calls ?? 0);
}

/**
 * A leak climbs, in steps or evenly, and never falls; where noise makes it fall now and then, its slope is still above the gate.
 * The slope is taken over three doublings, so that a table which doubles has made its step three times.
 */
function isSteady(points: readonly Point[], last: Window, rule: GrowthRule): boolean {
  const from = points.findLast((point) => point.calls <= lastCalls(points) / 8) ?? points[0];
  const recent = points.slice(from ? points.indexOf(from) : 0);
  if (last.added <= rule.toleranceBytes) return false;
  if (recent.every((point, index) => point.bytes >= (recent[index - 1]?.bytes ?? -Infinity) - rule.toleranceBytes))
    return true;
  const trend = slopeOf(recent);
  return trend !== undefined && trend.low > rule.allowedBytesPerCall + FINEST_BYTES_PER_CALL;
}

function lastCalls(points: readonly Point[]): number {
  return points.at(-1)?.calls ?? 0;
}

/** The smallest growth per call that these points show: the finest that has a name, or what the tolerance hides in so few calls. */
export function sensitivityOf(points: readonly Point[], rule: GrowthRule): number | undefined {
  const [window] = doublingWindows(points);
  if (!window) return undefined;
  return Math.max(FINEST_BYTES_PER_CALL, toleranceOver(window.calls, rule) / window.calls) + rule.allowedBytesPerCall;
}

function spans(first: Point, last: Point, ratio: number): boolean {
  return last.calls > first.calls && last.calls - first.calls >= ratio * first.calls;
}

function toleranceOver(calls: number, rule: GrowthRule): number {
  // In short windows the tolerance shrinks with the calls, or it would hide whole objects; probes that move in blocks keep theirs.
  if (rule.movesInBlocks) return rule.toleranceBytes;
  return Math.min(rule.toleranceBytes, Math.max(LEAST_TOLERANCE_BYTES, FINEST_BYTES_PER_CALL * calls));
}

/** The least growth over so many calls, in bytes, that is worth a name. */
function finestOver(calls: number, { allowedBytesPerCall }: GrowthRule): number {
  return (FINEST_BYTES_PER_CALL + allowedBytesPerCall) * calls;
}

interface Window {
  readonly from: Point;
  readonly calls: number;
  readonly added: number;
  readonly bytesPerCall: number;
}

function windowBetween(from: Point, to: Point): Window {
  const [calls, added] = [to.calls - from.calls, to.bytes - from.bytes];
  return { from, calls, added, bytesPerCall: added / calls };
}

function roundsOf(points: readonly Point[]): Window[] {
  return points.slice(1).map((to, index) => windowBetween(points[index] ?? to, to));
}

/** The last half of the calls, then the quarter before it, and so on; newest first. */
function doublingWindows(points: readonly Point[]): Window[] {
  const windows: Window[] = [];
  let end = points.at(-1);
  while (end) {
    const to = end;
    const from = points.findLast((point) => spans(point, to, WINDOW_RATIO));
    if (from) windows.push(windowBetween(from, to));
    end = from;
  }
  return windows;
}

/** Theil–Sen: the median of the slopes of all pairs, and its 99 % confidence interval. */
function slopeOf(allPoints: readonly Point[]): { low: number; middle: number; high: number } | undefined {
  if (allPoints.length < POINTS_FOR_SLOPE) return undefined;
  const points = thinned(allPoints);
  const slopes = points.flatMap((a, index) =>
    points.slice(index + 1).map((b) => (b.bytes - a.bytes) / (b.calls - a.calls)),
  );
  slopes.sort((a, b) => a - b);
  const n = points.length;
  const spread = 2.576 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (rank: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))] ?? 0;
  const middle = (slopes.length - 1) / 2;
  return { low: at(middle - spread / 2), middle: at(middle), high: at(middle + spread / 2) };
}

// The number of pairs grows with the square of the points; 40 points make 780.
const MOST_POINTS_FOR_SLOPE = 40;

function thinned(points: readonly Point[]): readonly Point[] {
  const stride = Math.ceil(points.length / MOST_POINTS_FOR_SLOPE);
  return points.filter((_, index) => (points.length - 1 - index) % stride === 0);
}

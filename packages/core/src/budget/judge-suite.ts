import type {
  Excess,
  LeftOpen,
  PhaseGrowth,
  PhasePlace,
  SuiteBudget,
  SuiteRecord,
  SuiteVerdict,
} from "../guard/suite-record.ts";
import type { ReadBudget } from "./budget-options.ts";
import { budgetedAs } from "./budgeted-kinds.ts";
import { retainedInAll } from "./retained-in-all.ts";

/** What was measured of a test file. */
export type SuiteMeasurements = Pick<SuiteRecord, "retained" | "noiseBytes" | "phases" | "leftOpen">;

/** What tests of the file may leave behind by themselves, by full name. */
export type TestBudgets = ReadonlyMap<string, ReadBudget>;

/**
 * Judges what a test file left behind. An excess within the noise is none. What tests may leave behind by budgets of their own comes on
 * top of what the file may.
 *
 * @param measurements - phases may be empty: the file was then measured as a whole, and no test is judged by itself
 */
export function judgeSuite(
  measurements: SuiteMeasurements,
  budget: SuiteBudget,
  tests: TestBudgets = new Map(),
): SuiteVerdict {
  const excesses = [
    ...judgeRetained(measurements, budget, tests),
    ...judgeTests(measurements, budget, tests),
    ...judgeLeftOpen("handles", measurements, budget, tests),
    ...judgeLeftOpen("pendingOps", measurements, budget, tests),
  ];
  return excesses.length === 0 ? { kind: "within" } : { kind: "over", excesses };
}

/**
 * Whether a file that was measured as a whole grew so little that neither it nor any one of its tests can have exceeded its budget of
 * memory: then there is no need to find out which of them grew.
 */
export function isWithinMemory(
  { retained, noiseBytes }: Pick<SuiteMeasurements, "retained" | "noiseBytes">,
  budget: SuiteBudget,
  tests: TestBudgets = new Map(),
): boolean {
  const whole = { retained, noiseBytes, phases: [], leftOpen: [] };
  const ofTests = [budget.perTestBytes, ...[...tests.values()].map((own) => own.retainedBytes)];
  const least = Math.min(...ofTests.map((bytes = Infinity) => bytes));
  return judgeRetained(whole, budget, tests).length === 0 && retainedInAll(retained) <= least + noiseBytes;
}

function judgeRetained(
  { retained, noiseBytes, phases }: SuiteMeasurements,
  { retainedBytes, baseline }: SuiteBudget,
  tests: TestBudgets,
): Excess[] {
  if (retainedBytes === undefined) return [];
  const measured = new Map([...byTest(phases)].map(([test, { bytes }]) => [test, bytes]));
  const granted = [...tests].map(([test, { retainedBytes: own = 0 }]) =>
    clamp(measured.get(test) ?? (phases.length === 0 ? own : 0), own),
  );
  const allowed = retainedBytes + sum(granted);
  // A baseline has the noise of its own run in it already.
  const noise = baseline === undefined ? noiseBytes : Math.max(0, noiseBytes - baseline.noiseBytes);
  const found = retainedInAll(retained);
  if (found <= allowed + noise) return [];
  return [{ limit: "retained", allowed, found, ...placed(largest(phases)) }];
}

function judgeTests(
  { noiseBytes, phases }: SuiteMeasurements,
  { perTestBytes }: SuiteBudget,
  tests: TestBudgets,
): Excess[] {
  return [...byTest(phases)].flatMap(([test, { bytes, place }]) => {
    const each = tests.get(test)?.retainedBytes ?? perTestBytes;
    if (each === undefined) return [];
    // Concurrent tests share what they may retain as they share the heap.
    const allowed = each * (place.concurrent ?? 1);
    if (bytes <= allowed + noiseBytes) return [];
    return [{ limit: "perTest", allowed, found: bytes, place }];
  });
}

function judgeLeftOpen(
  limit: "handles" | "pendingOps",
  { leftOpen }: SuiteMeasurements,
  budget: SuiteBudget,
  tests: TestBudgets,
): Excess[] {
  const counted = leftOpen.filter(({ finding }) => budgetedAs[finding.kind] === limit);
  const owned = counted.filter(({ place }) => ownOf(place, tests)?.[limit] !== undefined);
  const allowed = budget[limit];
  const rest = counted.filter((one) => !owned.includes(one));
  return [
    ...[...groupBy(owned, ({ place }) => place.test ?? "")].flatMap(([test, ones]) =>
      excessOf(limit, ones, tests.get(test)?.[limit]),
    ),
    ...excessOf(limit, rest, allowed),
  ];
}

function excessOf(limit: Excess["limit"], leftOpen: readonly LeftOpen[], allowed: number | undefined): Excess[] {
  const found = sum(leftOpen.map(({ finding }) => finding.count));
  if (allowed === undefined || found <= allowed) return [];
  const [most] = [...leftOpen].sort((a, b) => b.finding.count - a.finding.count);
  return [{ limit, allowed, found, ...placed(most?.place) }];
}

function ownOf({ test }: PhasePlace, tests: TestBudgets): ReadBudget | undefined {
  return test === undefined ? undefined : tests.get(test);
}

interface TestGrowth {
  readonly bytes: number;
  readonly place: PhasePlace;
}

/** What each test added, with the hooks that ran for it. */
function byTest(phases: readonly PhaseGrowth[]): Map<string, TestGrowth> {
  const ofTests = phases.filter(({ place }) => place.test !== undefined);
  return new Map(
    [...groupBy(ofTests, ({ place }) => place.test ?? "")].map(([test, own]) => {
      const most = largest(own) ?? { phase: "test", test };
      return [test, { bytes: sum(own.map(({ retained }) => retainedInAll(retained))), place: most }];
    }),
  );
}

function largest(phases: readonly PhaseGrowth[]): PhasePlace | undefined {
  const [most] = [...phases].sort((a, b) => retainedInAll(b.retained) - retainedInAll(a.retained));
  return most !== undefined && retainedInAll(most.retained) > 0 ? most.place : undefined;
}

function placed(place: PhasePlace | undefined): { place?: PhasePlace } {
  return place === undefined ? {} : { place };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const clamp = (value: number, most: number): number => Math.min(Math.max(0, value), most);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

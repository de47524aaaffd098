import type { RateEstimate } from "../../packages/cli/src/stress/wilson-interval.ts";
import { groupBy } from "../../packages/cli/src/views/group-by.ts";
import { type Entry, isRight } from "./log.ts";
import { rateOf } from "./rate.ts";

/** How often one twin in one setting got each verdict. */
export interface TwinTally extends Pick<Entry, "kind" | "name" | "twin" | "node" | "runner" | "load" | "timeoutMs"> {
  readonly verdicts: Readonly<Partial<Record<Entry["verdict"], number>>>;
  /** What wrong verdicts rested on. */
  readonly because: readonly string[];
}

/** What all verdicts of a set show together. */
export interface Figures {
  readonly verdicts: number;
  /** Leaky twins that were called leaking, of all. */
  readonly recall: RateEstimate | undefined;
  /** Verdicts "leaking" that were about leaky twins, of all. */
  readonly precision: RateEstimate | undefined;
  readonly inconclusive: RateEstimate | undefined;
  /** Twins that got different verdicts in the same setting, of those that got more than one. */
  readonly flips: RateEstimate | undefined;
  readonly missed: number;
  readonly falselyReported: number;
  /** Runs that gave no verdict. */
  readonly without: number;
  /** The smallest growth that was called a leak in a leaky twin, in bytes per call. */
  readonly smallestBytesPerCall: number | undefined;
  readonly medianMs: number | undefined;
}

/** Counts the verdicts of every twin in every setting. */
export function tallyTwins(entries: readonly Entry[]): TwinTally[] {
  const groups = groupBy(entries, ({ kind, name, twin, node, runner, load, timeoutMs }) =>
    JSON.stringify([kind, name, twin, node, runner, load, timeoutMs]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, name, twin, node, runner, load, timeoutMs } = first;
    const verdicts: Partial<Record<Entry["verdict"], number>> = {};
    for (const { verdict } of group) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    const because = [...new Set(group.filter((entry) => !isRight(entry)).map((entry) => entry.because))];
    return [{ kind, name, twin, node, runner, load, timeoutMs, verdicts, because }];
  });
}

/** Sums up verdicts. */
export function figuresOf(entries: readonly Entry[]): Figures {
  const judged = entries.filter(({ verdict }) => verdict !== "none");
  const leaky = judged.filter(({ twin }) => twin === "leaky");
  const reported = judged.filter(({ verdict }) => verdict === "leaking");
  const found = reported.filter(({ twin }) => twin === "leaky");
  const repeated = tallyTwins(judged).filter(({ verdicts }) => Object.values(verdicts).reduce((a, b) => a + b, 0) > 1);
  const times = judged.flatMap(({ milliseconds }) => milliseconds ?? []).toSorted((a, b) => a - b);
  const growths = found.flatMap(({ bytesPerCall = 0 }) => (bytesPerCall > 0 ? [bytesPerCall] : []));
  return {
    verdicts: judged.length,
    recall: rateOf(found.length, leaky.length),
    precision: rateOf(found.length, reported.length),
    inconclusive: rateOf(judged.filter(({ verdict }) => verdict === "inconclusive").length, judged.length),
    flips: rateOf(repeated.filter(({ verdicts }) => Object.keys(verdicts).length > 1).length, repeated.length),
    missed: leaky.filter(({ verdict }) => verdict === "clean").length,
    falselyReported: reported.length - found.length,
    without: entries.length - judged.length,
    smallestBytesPerCall: growths.length === 0 ? undefined : Math.min(...growths),
    medianMs: times[Math.floor(times.length / 2)],
  };
}

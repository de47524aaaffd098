import fc from "fast-check";
import { expect, test } from "vitest";
import { credibleSet } from "../src/search/credible-set.ts";
import { expectedInformation } from "../src/search/expected-information.ts";
import { findTransition } from "../src/search/find-transition.ts";
import { followStates } from "../src/search/hidden-states.ts";
import { weighTransitions } from "../src/search/posterior.ts";
import { LEAKING_RATE, weighTrials } from "../src/search/rates.ts";
import { leakProbability } from "../src/search/state-belief.ts";
import { sweepLine } from "../src/search/sweep-line.ts";
import { NO_TRIALS, type Tally } from "../src/search/tally.ts";

const tally = fc.record({ leaks: fc.nat(6), cleans: fc.nat(6) });
const tallies = fc.array(tally, { minLength: 2, maxLength: 30 });
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

test("probabilities of the first leaking release sum up to 1", () => {
  fc.assert(
    fc.property(tallies, (given) => {
      expect(sum(weighTransitions({ tallies: given }).probabilities)).toBeCloseTo(1, 9);
    }),
  );
});

test("what a trial is expected to tell is what it tells on average", () => {
  fc.assert(
    fc.property(fc.array(tally, { minLength: 2, maxLength: 8 }), fc.nat(7), (given, at) => {
      const index = at % given.length;
      const now = weighTransitions({ tallies: given });
      const after = (outcome: Partial<Tally>): number =>
        entropy(weighTransitions({ tallies: given.with(index, add(given[index]!, outcome)) }).probabilities);
      const leak = sum(
        now.probabilities.map((p, first) => p * ((first <= index ? now.leakRates : now.cleanRates)[first] ?? 0)),
      );
      const expected = entropy(now.probabilities) - leak * after({ leaks: 1 }) - (1 - leak) * after({ cleans: 1 });

      expect(expectedInformation(now)[index]).toBeCloseTo(Math.max(0, expected), 6);
    }),
  );
});

test("the marginal likelihood is a product of predictions", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 12 }), (outcomes) => {
      let [seen, product] = [NO_TRIALS, 0];
      for (const isLeak of outcomes) {
        const { rate } = weighTrials(LEAKING_RATE, seen);
        product += Math.log(isLeak ? rate : 1 - rate);
        seen = add(seen, isLeak ? { leaks: 1 } : { cleans: 1 });
      }

      expect(weighTrials(LEAKING_RATE, seen).log).toBeCloseTo(product, 6);
    }),
  );
});

test("a leak that always shows is found in little more than the halvings", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 119 }), (first) => {
      const given = Array.from({ length: 120 }, () => ({ leaks: 0, cleans: 0 }));
      given[119] = { leaks: 3, cleans: 0 };
      given[0] = { leaks: 0, cleans: 2 };
      let runs = 0;
      let step = findTransition({ tallies: given });
      for (; step.kind === "try"; step = findTransition({ tallies: given })) {
        runs++;
        if (step.index >= first) given[step.index]!.leaks++;
        else given[step.index]!.cleans++;
      }

      expect(step.index).toBe(first);
      expect(runs).toBeLessThanOrEqual(16);
    }),
    { numRuns: 40 },
  );
});

test("the smallest credible set holds its mass, and no smaller one does", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 20 }), (weights) => {
      const probabilities = weights.map((weight) => weight / sum(weights));
      const chosen = credibleSet(probabilities, 0.9).map((index) => probabilities[index]!);

      expect(sum(chosen)).toBeGreaterThanOrEqual(0.9 - 1e-9);
      expect(sum(chosen) - Math.min(...chosen)).toBeLessThan(0.9);
    }),
  );
});

test("beliefs about a line are probabilities, whatever was seen", () => {
  fc.assert(
    fc.property(tallies, (given) => {
      const { leaking, changes, information } = followStates(given, 4);

      expect(sum(changes)).toBeCloseTo(1, 6);
      for (const probability of leaking) {
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(information.every((nats) => nats >= 0)).toBe(true);
    }),
  );
});

test("a few clean trials clear no line of a leak that shows in a third of trials elsewhere", () => {
  const line = Array.from({ length: 40 }, (_, index) => (index % 13 === 0 ? { leaks: 0, cleans: 3 } : NO_TRIALS));
  const sweepKnowing = (leaking: Tally): string =>
    sweepLine({ tallies: line, found: 0, known: { clean: NO_TRIALS, leaking } }).kind;

  expect(sweepKnowing({ leaks: 10, cleans: 20 })).toBe("try");
  expect(followStates(line, 2, { clean: NO_TRIALS, leaking: { leaks: 10, cleans: 20 } }).leaking[20]).toBeGreaterThan(
    0.1,
  );
  expect(followStates(line, 2, { clean: NO_TRIALS, leaking: { leaks: 30, cleans: 0 } }).leaking[20]).toBeLessThan(0.05);
});

test("a release is not called clean for two clean trials where the leak shows in a tenth of them", () => {
  const rare = { leaking: { leaks: 3, cleans: 27 }, clean: NO_TRIALS };
  const sure = { leaking: { leaks: 3, cleans: 0 }, clean: NO_TRIALS };

  expect(leakProbability({ leaks: 0, cleans: 2 }, rare, 0.5)).toBeGreaterThan(0.4);
  expect(leakProbability({ leaks: 0, cleans: 2 }, sure, 0.5)).toBeLessThan(0.1);
});

function add(to: Tally, { leaks = 0, cleans = 0 }: Partial<Tally>): Tally {
  return { leaks: to.leaks + leaks, cleans: to.cleans + cleans };
}

function entropy(probabilities: readonly number[]): number {
  return -sum(probabilities.map((p) => (p > 0 ? p * Math.log(p) : 0)));
}

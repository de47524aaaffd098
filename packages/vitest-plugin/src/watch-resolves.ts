import { watchResolves } from "@leakproof/core/worker";
import { chai } from "vitest";
import { workerState } from "./worker-state.ts";

type Chain = Record<PropertyKey, unknown>;

/** Makes `expect(...).resolves.toLeakMemory()` fail its test when it is not awaited, as Vitest 5 does by itself. */
export function watchResolvesOfChai(): void {
  if (workerState.watchesResolves) return;
  workerState.watchesResolves = true;
  chai.util.overwriteProperty(
    chai.Assertion.prototype,
    "resolves",
    (original: (this: object) => Chain) =>
      function resolves(this: object): Chain {
        return watchResolves(
          original.call(this),
          () => chai.util.flag(this, "negate") === true,
          (assertion) => {
            const [test] = workerState.tests;
            test?.assertions.add(assertion);
          },
        );
      },
  );
}

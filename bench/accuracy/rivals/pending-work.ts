import { detectors } from "../../async-detectors.ts";
import { titleOf } from "../run-group.ts";
import type { Rival } from "./rival.ts";

/** What looks for pending work, as `npm run bench:async` compares it. */
export const pendingWorkRivals: readonly Rival[] = detectors
  .filter(({ name }) => name !== "Leakproof")
  .map(({ name, run }) => ({
    names: [name.replace("Vitest ", "Vitest 5 ").replace("Jest ", "Jest 30 ")],
    judges: ["toLeakAsyncOps"],
    portion: 32,
    run: async (_, subjects) => {
      const seen = await run(subjects.map(({ name }) => name));
      return subjects.map((subject) => {
        const isReported = seen.get(titleOf(subject));
        return isReported === undefined ? undefined : [isReported];
      });
    },
  }));

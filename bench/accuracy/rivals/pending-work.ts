import { detectors } from "../../async-detectors.ts";
import { titleOf } from "../run-group.ts";
import type { Rival } from "./rival.ts";

/** What looks for pending work, as `npm run bench:async` compares it; it judges all pairs of it in one go. */
export const pendingWorkRivals: readonly Rival[] = detectors
  .filter(({ name }) => name !== "Leakproof")
  .map(({ name, run }) => ({
    name: name.replace("Vitest ", "Vitest 5 ").replace("Jest ", "Jest 30 "),
    judges: ["toLeakAsyncOps"],
    run: async (_, subjects) => {
      const seen = await run("");
      return subjects.map((subject) => seen.get(titleOf(subject)));
    },
  }));

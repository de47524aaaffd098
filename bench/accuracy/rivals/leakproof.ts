import type { Entry } from "../log.ts";
import type { Answer } from "./rival-log.ts";

/** The verdicts of Leakproof as answers: what is not called leaking is not reported. */
export function leakproofAnswers(entries: readonly Entry[]): Answer[] {
  return entries
    .filter(({ verdict }) => verdict !== "none")
    .map(({ kind, name, twin, verdict }) => ({
      rival: "Leakproof",
      kind,
      name,
      twin,
      isReported: verdict === "leaking",
    }));
}

import type { Entry } from "../log.ts";
import type { Answer } from "./rival-log.ts";

/**
 * The verdicts of Leakproof as answers, of the first run in Vitest on Node 24, as the rivals are asked once: what is not called leaking is
 * not reported.
 */
export function leakproofAnswers(entries: readonly Entry[]): Answer[] {
  return entries
    .filter(
      ({ node, runner, load, repeat, verdict }) =>
        node === 24 && runner === "vitest" && load === "idle" && repeat === 1 && verdict !== "none",
    )
    .map(({ kind, name, twin, verdict }) => ({
      rival: "Leakproof",
      kind,
      name,
      twin,
      isReported: verdict === "leaking",
    }));
}

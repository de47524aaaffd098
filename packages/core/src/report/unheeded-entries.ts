import type { UnheededEntry } from "../heeded-entries.ts";
import { formatCount } from "./format-bytes.ts";

/** Says why an ignore entry that matches does not excuse. */
export function describeUnheeded({ entry, reason, because }: UnheededEntry, per: "per call" | "in all"): string {
  const why =
    because.kind === "expired"
      ? `ended on ${because.expires}`
      : `knows of ${formatCount(because.count)} ${per}, and there are ${formatCount(because.found)}`;
  return `Not ignored: the entry for ${entry} (${reason}) ${why}.`;
}

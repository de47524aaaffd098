import * as v from "valibot";

/** What one trial says. Only `leak` and `clean` are evidence. */
export type Outcome =
  | {
      readonly kind: "leak";
      readonly bytesPerCall?: number;
      /** Of the leaks found, the one that keeps most alive first. */
      readonly fingerprints: readonly string[];
      /** The first of them, by what no release of Node changes. */
      readonly likeness?: string;
      /** Classes and names in the leaks' traces. */
      readonly words?: readonly string[];
      readonly tests: readonly string[];
    }
  | { readonly kind: "clean"; readonly bytesPerCall?: number }
  /** `other`: it failed for another reason, or something else leaked. `untestable`: this release cannot run it. `error`: it came to no end. */
  | { readonly kind: "other" | "untestable" | "error"; readonly reason: string };

const texts = v.array(v.string());

export const OUTCOME: v.GenericSchema<unknown, Outcome> = v.variant("kind", [
  v.object({
    kind: v.literal("leak"),
    bytesPerCall: v.exactOptional(v.number()),
    fingerprints: texts,
    likeness: v.exactOptional(v.string()),
    words: v.exactOptional(texts),
    tests: texts,
  }),
  v.object({ kind: v.literal("clean"), bytesPerCall: v.exactOptional(v.number()) }),
  v.object({ kind: v.picklist(["other", "untestable", "error"]), reason: v.string() }),
]);

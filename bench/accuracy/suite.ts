import { type CorpusCase, readCorpus } from "./corpus/read-corpus.ts";
import { runCase } from "./corpus/run-case.ts";
import { whyLeftOut } from "./corpus/why-left-out.ts";
import type { Found } from "./found.ts";
import { groups } from "./groups.ts";
import type { Setting, Subject } from "./log.ts";
import { runGroup } from "./run-group.ts";

/** Twins of one kind that one run judges together. */
export interface Bundle {
  readonly subjects: readonly Subject[];
  /** Why a twin of it cannot be judged in a setting; undefined if it can. */
  readonly whyLeftOut: (setting: Setting, subject: Subject) => string | undefined;
  /** Judges those twins of it that are named, and returns what it found in their order. */
  readonly run: (setting: Setting, subjects: readonly Subject[]) => Promise<readonly Found[]>;
}

/** All that is judged: our own pairs, a kind at a time, and each case of a corpus by itself. */
export async function bundlesOf(corpus: string | undefined): Promise<readonly Bundle[]> {
  return [...groups.map(bundleOfGroup), ...(corpus === undefined ? [] : (await readCorpus(corpus)).map(bundleOfCase))];
}

function bundleOfGroup(group: (typeof groups)[number]): Bundle {
  const { kind, pairs } = group;
  return {
    subjects: pairs.flatMap(({ name }) => (["leaky", "clean"] as const).map((twin) => ({ kind, name, twin }))),
    whyLeftOut: ({ node, runner }) =>
      kind === "dom" && runner === "vitest" && node === 20 ? "only newer hosts bring jsdom along" : undefined,
    run: (setting, subjects) => runGroup(setting, group, subjects),
  };
}

function bundleOfCase(one: CorpusCase): Bundle {
  const { kind, meta } = one;
  const twins = kind === "published packages" ? (["leaky", "clean"] as const) : (["clean"] as const);
  return {
    subjects: twins.map((twin) => ({ kind, name: meta.name, twin })),
    whyLeftOut: (setting, { twin }) => whyLeftOut(meta, setting, twin),
    // One after the other, and in projects of their own: what one version leaves behind is not the other's.
    run: async (setting, subjects) => {
      const found: Found[] = [];
      for (const { twin } of subjects) found.push(await runCase(setting, one, twin));
      return found;
    },
  };
}

import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** What the meta.json of a case tells of it. */
export interface CaseMeta {
  readonly name: string;
  readonly expect: "leak" | "clean";
  /** What shows the leak; the heap if undefined. */
  readonly visibleIn?: readonly string[];
  /** The oldest major of Node that its packages run on. */
  readonly minNode?: number;
}

/** A case of a corpus: a folder with package.json, meta.json and case.mjs, which exports `make(variant)`. */
export interface CorpusCase {
  readonly folder: string;
  readonly kind: "published packages" | "noisy operations";
  readonly meta: CaseMeta;
}

const FOLDERS = { leaks: "published packages", clean: "noisy operations" } as const;

/** Reads the cases of a corpus, those that leak first. */
export async function readCorpus(corpus: string): Promise<readonly CorpusCase[]> {
  const cases = await Promise.all(
    Object.entries(FOLDERS).map(async ([name, kind]) => {
      const folder = join(resolve(corpus), name);
      return Promise.all((await readdir(folder)).toSorted().map((own) => readCase(join(folder, own), kind)));
    }),
  );
  return cases.flat();
}

async function readCase(folder: string, kind: CorpusCase["kind"]): Promise<CorpusCase> {
  return { folder, kind, meta: JSON.parse(await readFile(join(folder, "meta.json"), "utf8")) as CaseMeta };
}

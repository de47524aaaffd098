import { listPages } from "./list-pages.ts";
import { type Block, readBlocks } from "./read-blocks.ts";

/** Finds what the docs say that an example prints. */
export async function outputsOf(example: string): Promise<readonly Block[]> {
  const pages = await Promise.all((await listPages()).map(readBlocks));
  return pages.flat().filter(({ marks }) => marks.example === example);
}

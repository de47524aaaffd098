import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Code, Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { marksOfPages } from "./marks-of-pages.ts";
import { readMarks, type Marks } from "./read-marks.ts";

/** A fenced block of a page. */
export interface Block {
  /** Where it stands: `docs/options.md:36`. */
  readonly at: string;
  readonly page: string;
  readonly language: string;
  readonly marks: Marks;
  readonly text: string;
  /** The name that its first lines give it: `// src/app.ts`. */
  readonly file?: string;
}

const repository = join(import.meta.dirname, "..", "..");

/** Reads the fenced blocks of a page, top to bottom. */
export async function readBlocks(page: string): Promise<readonly Block[]> {
  return blocksOf(page, await readFile(join(repository, page), "utf8"));
}

/** Finds the fenced blocks in the text of a page. */
export function blocksOf(page: string, markdown: string): readonly Block[] {
  return codesIn(fromMarkdown(markdown)).map((code) => {
    const at = `${page}:${code.position?.start.line ?? 0}`;
    const file = fileNamedIn(code.value);
    return {
      at,
      page,
      language: code.lang ?? "",
      marks: {
        ...readMarks(code.meta ?? "", at),
        ...(["text", ""].includes(code.lang ?? "") ? (marksOfPages[page] ?? {}) : {}),
      },
      text: code.value,
      ...(file === undefined ? {} : { file }),
    };
  });
}

function codesIn(node: Nodes): readonly Code[] {
  if (node.type === "code") return [node];
  return "children" in node ? node.children.flatMap(codesIn) : [];
}

function fileNamedIn(text: string): string | undefined {
  const names = text.split("\n", 2).map((line) => /^\/\/ ([\w./-]+\.(?:ts|tsx|js|mjs|json))(?=$|[:,])/.exec(line)?.[1]);
  return names.find((name) => name !== undefined);
}

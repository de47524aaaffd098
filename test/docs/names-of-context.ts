import { readFileSync } from "node:fs";
import { join } from "node:path";

const context = readFileSync(join(import.meta.dirname, "..", "fixtures", "docs", "context.ts"), "utf8");

/** What the snippets of the docs may use without declaring it. */
export const namesOfContext: readonly string[] = [
  ...context.matchAll(/^export .*?(?:const|function|class) (\w+)/gm),
].map(([, name = ""]) => name);

import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Pair } from "../pair.ts";

const repository = join(import.meta.dirname, "..", "..", "..");

/** What is to be judged: twins of the pairs that a file of the repository exports by a name. */
export interface Task {
  readonly file: string;
  readonly name: string;
  readonly subjects: readonly { readonly name: string; readonly twin: "leaky" | "clean" }[];
}

/**
 * Makes each twin of the task that is on the standard input, in turn, lets it be judged, and prints a line of JSON with what was said or
 * what was thrown; then ends the process. Only the file with the pairs is loaded: what others need would be in the heap as well.
 */
export async function judgeEachTwin(
  judge: (body: () => unknown, index: number) => Promise<readonly boolean[]>,
): Promise<void> {
  const { file, name, subjects } = JSON.parse(await text(process.stdin)) as Task;
  const exported = (await import(join(repository, file))) as Readonly<Record<string, readonly Pair[]>>;
  // Work that a leaky twin leaves behind may reject later.
  process.on("unhandledRejection", () => {});
  for (const [index, subject] of subjects.entries()) {
    const pair = exported[name]?.find((pair) => pair.name === subject.name);
    if (pair === undefined) throw new Error(`there is no ${subject.name} in ${file}`);
    const { body, end } = await pair[subject.twin]();
    const said = await judge(body, index).catch((error: unknown) => ({ failed: String(error) }));
    process.stdout.write(`${JSON.stringify({ index, said })}\n`);
    await end?.();
  }
  process.exit();
}

import { shortPath } from "../short-path.ts";

const MOST_NAMED = 3;

/** Says which files a body left to garbage collection, and what to do. */
export function describeClosedFiles(files: readonly { readonly path: string | undefined }[]): string {
  const paths = [...new Set(files.flatMap(({ path }) => path ?? []))];
  const named = paths.slice(0, MOST_NAMED).map(shortPath).join(", ");
  const more = paths.length - MOST_NAMED;
  const which = paths.length === 0 ? "" : ` (${named}${more > 0 ? ` and ${more} more` : ""})`;
  const count = files.length === 1 ? "a file" : `${files.length} files`;
  return (
    `the body left ${count} open${which}, until garbage collection closed ${files.length === 1 ? "it" : "them"}, which is an error on this release of Node\n` +
    "Close a file with `await file.close()` in a finally block, or declare it with `await using`; not.toLeakAsyncOps() says where it was opened."
  );
}

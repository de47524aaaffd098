import { isAbsolute, relative, sep } from "node:path";

/** A path as a reader sees it: relative to the working directory, where it lies in that. */
export function shortPath(path: string): string {
  if (!isAbsolute(path)) return path;
  const short = relative(process.cwd(), path);
  return short === "" || short === ".." || short.startsWith(`..${sep}`) || isAbsolute(short) ? path : short;
}

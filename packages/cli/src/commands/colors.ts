import picocolors from "picocolors";
import type { Colors } from "picocolors/types.js";

/** Colours for a stream: none where it is no terminal, unless `FORCE_COLOR` asks for them; `NO_COLOR` always wins. */
export function colorsFor(stream: NodeJS.WriteStream): Colors {
  const { NO_COLOR: no, FORCE_COLOR: force } = process.env;
  if (no !== undefined && no !== "") return picocolors.createColors(false);
  if (force !== undefined) return picocolors.createColors(force !== "0" && force !== "false");
  return picocolors.createColors(stream.isTTY);
}

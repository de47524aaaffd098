import type { Leak } from "../trace/leak.ts";
import { type Colors, plain } from "./colors.ts";
import { formatBytes } from "./format-bytes.ts";
import { renderTrace } from "./trace-step.ts";
import { wrap } from "./wrap.ts";

const MOST_VICTIMS = 4;

/** Writes who holds an object, the way to it, and what it keeps alive in turn. */
export function renderHeld(leak: Leak, root: string, colors: Colors = plain): string[] {
  // What the context is carried by would be there without the program.
  const told = leak.victims.filter(({ className }) => className !== "AsyncContextFrame");
  const victims = told
    .slice(0, MOST_VICTIMS)
    .map(({ className, shallowBytesPerCall }) => `${className} (${formatBytes(shallowBytesPerCall)})`);
  const more = told.length - victims.length;
  return [
    ...(leak.holder === undefined ? [] : wrap(`held by ${leak.holder.replaceAll(`${root}/`, "")}`, "  ")),
    ...renderTrace(leak, root, colors),
    ...(victims.length === 0
      ? []
      : wrap(
          `which keeps ${formatBytes(leak.retainedBytesPerCall)} per call alive: ${victims.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
          "  ",
        )),
  ];
}

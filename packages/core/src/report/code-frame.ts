import type { CodeFrame } from "../trace/leak.ts";
import type { Colors } from "./colors.ts";
import { formatPosition } from "./trace-step.ts";

const TITLES: Readonly<Record<CodeFrame["shows"], string>> = {
  creation: "created here",
  holder: "held here",
  end: "done here",
};

/** Writes a code frame with its title; the marked lines stand out if there are colours. */
export function renderFrame({ shows, position, text }: CodeFrame, root: string, { red, dim }: Colors): string[] {
  const lines = text.split("\n").map((line) => {
    const isMarked = /^>|^\s*\|\s*\^+\s*$/.test(line);
    return `    ${isMarked ? red(line) : dim(line)}`;
  });
  return [`  ${TITLES[shows]} (${formatPosition(position, root)}):`, ...lines];
}

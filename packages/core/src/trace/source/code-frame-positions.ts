import { creationIn } from "../creation/creation-line.ts";
import type { CodeFrame } from "../leak.ts";
import type { Leak, SourcePosition } from "../leak.ts";
import { LINES_AROUND, writeFrame } from "./code-frame.ts";

/** Gives the text of a source file, if it can be had. */
export type TextOf = (file: string) => string | undefined;

/** Adds the code where a leaked object is created, and where what holds it is declared. */
export function withCodeFrames(leak: Leak, textOf: TextOf): Leak {
  const frames: CodeFrame[] = [];
  const add = (shows: CodeFrame["shows"], place: Place | undefined): void => {
    const source = place === undefined ? undefined : textOf(place.position.file);
    if (place === undefined || source === undefined || frames.some(({ position }) => isNear(position, place.position)))
      return;
    const { position, isExact } = place;
    const text = writeFrame(source, position.line, isExact ? position.column : undefined);
    if (text !== undefined) frames.push({ shows, position, text });
  };
  add("creation", creationOf(leak, textOf));
  add("holder", holderOf(leak));
  return frames.length === 0 ? leak : { ...leak, frames };
}

interface Place {
  readonly position: SourcePosition;
  /** Whether the column is that of the thing itself: V8 says where the parameters of a function start. */
  readonly isExact: boolean;
}

// What another frame shows already.
const isNear = (a: SourcePosition, b: SourcePosition): boolean =>
  a.file === b.file && Math.abs(a.line - b.line) <= LINES_AROUND;

// A closure says itself where it is written. For anything else V8 names the function, not the line.
function creationOf({ className, kind, trace, suspect, allocatedAt }: Leak, textOf: TextOf): Place | undefined {
  const written = className.startsWith("closure") ? trace[suspect]?.position : undefined;
  const start = written ?? allocatedAt;
  if (start === undefined) return undefined;
  const source = written === undefined ? textOf(start.file) : undefined;
  const line = source === undefined ? undefined : creationIn(source, start, className, kind);
  return line === undefined ? { position: start, isExact: false } : { position: line, isExact: true };
}

function holderOf({ trace, suspect }: Leak): Place | undefined {
  const position = trace.slice(0, suspect + 1).findLast(({ reference }) => /variable/.test(reference))?.position;
  return position === undefined ? undefined : { position, isExact: true };
}

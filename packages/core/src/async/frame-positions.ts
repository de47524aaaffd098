import { fileURLToPath } from "node:url";
import { openInspector } from "../capture/inspector.ts";
import { readScriptsThat } from "../capture/scripts.ts";
import type { CodeFrame, SourcePosition } from "../trace/leak.ts";
import { loadFrameWriter } from "../trace/source/code-frame.ts";
import { createSourcePositions } from "../trace/source/source-positions.ts";
import type { Frame } from "./track/frames.ts";

/** Gives the positions in source files of the frames of stacks, and the code around them. */
export interface FramePositions {
  readonly positionOf: (frame: Frame) => SourcePosition;
  readonly codeAt: (position: SourcePosition) => CodeFrame | undefined;
}

/** Prepares the positions of these frames: scripts and source maps are read once. */
export async function createFramePositions(frames: readonly Frame[]): Promise<FramePositions> {
  const names = new Set(frames.map(({ script }) => script));
  const inspector = openInspector();
  try {
    const scripts = await readScriptsThat(inspector, (_, url) => names.has(url) || names.has(pathIn(url)));
    // A module that was evaluated again has a newer script of the same name.
    const idOf = new Map([...scripts].flatMap(([id, { url }]) => [[url, id] as const, [pathIn(url), id] as const]));
    const positions = await createSourcePositions(scripts);
    const write = await loadFrameWriter();
    return {
      positionOf: ({ script, line, column, functionName }) => {
        const scriptId = idOf.get(script);
        const found =
          scriptId === undefined
            ? undefined
            : positions.positionOf({ scriptId, line: line - 1, column: column - 1 }, functionName);
        return found ?? { file: pathIn(script), line, column, ...(functionName === "" ? {} : { functionName }) };
      },
      codeAt: (position) => {
        const source = positions.textOf(position.file);
        const text = source === undefined ? undefined : write(source, position.line, position.column);
        return text === undefined ? undefined : { shows: "creation", position, text };
      },
    };
  } finally {
    inspector.close();
  }
}

function pathIn(url: string): string {
  if (!url.startsWith("file:")) return url;
  try {
    return fileURLToPath(url.replace(/[?#].*$/, ""));
  } catch {
    return url;
  }
}

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Script } from "../../capture/scripts.ts";
import type { ScriptLocation } from "../../heap/locations.ts";
import type { SourcePosition } from "../leak.ts";
import { pathOfUrl } from "./owners.ts";
import { parseSourceMap, type SourceMap } from "./source-map.ts";
import { mapByStackHook } from "./stack-hook.ts";

/** Gives positions in source files for positions in scripts. */
export interface SourcePositions {
  readonly positionOf: (location: ScriptLocation, functionName?: string) => SourcePosition | undefined;
  /** The text of the source that a script's position lies in, and its file. */
  readonly sourceOf: (scriptId: number) => { readonly file: string; readonly text: string } | undefined;
  /** The text of a source file that positions were given in. */
  readonly textOf: (file: string) => string | undefined;
}

interface MappedScript {
  readonly url: string;
  readonly path: string;
  readonly map?: SourceMap;
}

/** Creates positions from the scripts that the inspector told of. Source maps are read when a position of theirs is asked for. */
export function createSourcePositions(scripts: ReadonlyMap<number, Script>): SourcePositions {
  const mapped = new Map<number, MappedScript | undefined>();
  const scriptOf = (scriptId: number): MappedScript | undefined => {
    if (!mapped.has(scriptId)) mapped.set(scriptId, readScript(scripts.get(scriptId)));
    return mapped.get(scriptId);
  };

  return {
    positionOf: ({ scriptId, line, column }, functionName) => {
      const script = scriptOf(scriptId);
      if (script === undefined) return undefined;
      const found =
        script.map === undefined
          ? mapByStackHook([script.path, script.url], line + 1, column + 1)
          : originalPosition(script, script.map, line, column);
      return {
        ...(found ?? { file: script.path, line: line + 1, column: column + 1 }),
        ...(functionName === undefined || functionName === "" ? {} : { functionName }),
      };
    },
    sourceOf: (scriptId) => {
      const script = scriptOf(scriptId);
      if (script === undefined) return undefined;
      const inlined = script.map?.sourcesContent?.[0];
      const file =
        script.map?.sources[0] === undefined || script.map.sources[0] === null
          ? script.path
          : fileOf(script, script.map.sources[0]);
      const text = inlined ?? readText(file);
      return text === undefined ? undefined : { file, text };
    },
    textOf: (file) => {
      for (const script of mapped.values()) {
        const at = script?.map?.sources.findIndex((source) => source !== null && fileOf(script, source) === file) ?? -1;
        const inlined = at < 0 ? undefined : script?.map?.sourcesContent?.[at];
        if (typeof inlined === "string") return inlined;
      }
      return readText(file);
    },
  };
}

// V8 states a function's parameters as its start, where some transformers map nothing: what follows on that line is taken.
function originalPosition(
  script: MappedScript,
  map: SourceMap,
  line: number,
  column: number,
): { file: string; line: number; column: number } | undefined {
  const found = map.originalOf(line, Math.max(0, column));
  return found === undefined
    ? undefined
    : { file: fileOf(script, found.source), line: found.line, column: found.column + 1 };
}

function readScript(script: Script | undefined): MappedScript | undefined {
  const path = script === undefined ? undefined : pathOfUrl(script.url);
  if (script === undefined || path === undefined) return undefined;
  const text = readSourceMap(script.sourceMapUrl, path);
  if (text === undefined) return { url: script.url, path };
  try {
    return { url: script.url, path, map: parseSourceMap(text) };
  } catch {
    return { url: script.url, path };
  }
}

function readSourceMap(url: string, scriptPath: string): string | undefined {
  const inlined = /^data:[^,]*?(;base64)?,(.*)$/s.exec(url);
  if (inlined !== null) {
    return inlined[1] === undefined
      ? decodeURIComponent(inlined[2]!)
      : Buffer.from(inlined[2]!, "base64").toString("utf8");
  }
  if (url === "" || /^https?:/.test(url)) return undefined;
  return readText(url.startsWith("file:") ? fileURLToPath(url) : resolve(dirname(scriptPath), url));
}

function fileOf(script: MappedScript, source: string): string {
  if (source.startsWith("file://")) return fileURLToPath(source);
  return resolve(dirname(script.path), source);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

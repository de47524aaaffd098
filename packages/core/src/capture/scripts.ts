import type { Inspector } from "./inspector.ts";

/** A script of this thread. */
export interface Script {
  readonly url: string;
  readonly sourceMapUrl: string;
}

interface ScriptParsed {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string;
}

/** Gives the scripts with these ids. Source maps inlined in a URL are large: those of other scripts are let go at once. */
export function readScripts(inspector: Inspector, wanted: ReadonlySet<number>): Promise<Map<number, Script>> {
  return readScriptsThat(inspector, (id) => wanted.has(id));
}

/** Gives the scripts that are wanted, by id. */
export async function readScriptsThat(
  inspector: Inspector,
  isWanted: (id: number, url: string) => boolean,
): Promise<Map<number, Script>> {
  const scripts = new Map<number, Script>();
  inspector.on<ScriptParsed>("Debugger.scriptParsed", ({ scriptId, url, sourceMapURL }) => {
    const id = Number(scriptId);
    if (isWanted(id, url)) scripts.set(id, { url, sourceMapUrl: sourceMapURL ?? "" });
  });
  await inspector.post("Debugger.enable");
  await inspector.post("Debugger.disable");
  return scripts;
}

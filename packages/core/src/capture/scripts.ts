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
export async function readScripts(inspector: Inspector, wanted: ReadonlySet<number>): Promise<Map<number, Script>> {
  const scripts = new Map<number, Script>();
  inspector.on<ScriptParsed>("Debugger.scriptParsed", ({ scriptId, url, sourceMapURL }) => {
    const id = Number(scriptId);
    if (wanted.has(id)) scripts.set(id, { url, sourceMapUrl: sourceMapURL ?? "" });
  });
  await inspector.post("Debugger.enable");
  await inspector.post("Debugger.disable");
  return scripts;
}

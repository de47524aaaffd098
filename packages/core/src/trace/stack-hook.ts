import { fileURLToPath } from "node:url";

/**
 * Asks the hook that the test runner has put in for stack traces where a position lies in the source.
 * Some runners (Vitest 5) keep source maps to themselves, out of the inspector's sight; their stack traces are mapped all the same.
 */
export function mapByStackHook(scriptNames: readonly string[], line: number, column: number): FilePosition | undefined {
  const prepare: unknown = Error.prepareStackTrace;
  if (typeof prepare !== "function") return undefined;
  for (const name of scriptNames) {
    const mapped = mapByHook(prepare as PrepareStack, name, line, column);
    if (mapped !== undefined && (mapped.line !== line || mapped.column !== column)) return mapped;
  }
  return undefined;
}

interface FilePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

type PrepareStack = (error: Error, sites: readonly NodeJS.CallSite[]) => unknown;

function mapByHook(prepare: PrepareStack, name: string, line: number, column: number): FilePosition | undefined {
  try {
    const match = /([^\s(]+):(\d+):(\d+)\)?\s*$/.exec(String(prepare(new Error("position"), [createCallSite(name, line, column)])));
    if (match === null) return undefined;
    const file = match[1]!.startsWith("file://") ? fileURLToPath(match[1]!) : match[1]!;
    return { file, line: Number(match[2]), column: Number(match[3]) };
  } catch {
    return undefined;
  }
}

function createCallSite(name: string, line: number, column: number): NodeJS.CallSite {
  const site = {
    getThis: () => undefined,
    getTypeName: () => null,
    getFunction: () => undefined,
    getFunctionName: () => null,
    getMethodName: () => null,
    getFileName: () => name,
    getLineNumber: () => line,
    getColumnNumber: () => column,
    getEvalOrigin: () => undefined,
    getScriptNameOrSourceURL: () => name,
    getScriptHash: () => "",
    getEnclosingColumnNumber: () => column,
    getEnclosingLineNumber: () => line,
    getPosition: () => 0,
    getPromiseIndex: () => null,
    isToplevel: () => true,
    isEval: () => false,
    isNative: () => false,
    isConstructor: () => false,
    isAsync: () => false,
    isPromiseAll: () => false,
    toString: () => `${name}:${line}:${column}`,
  };
  // Hooks copy a call site by the methods of its prototype.
  return Object.create(site) as NodeJS.CallSite;
}

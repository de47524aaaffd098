import { fileURLToPath } from "node:url";

/**
 * Asks the hook that the test runner has put in for stack traces where a position lies in the source.
 * Some runners (Vitest 5) keep source maps to themselves, out of the inspector's sight; their stack traces are mapped all the same.
 */
export function mapByStackHook(scriptNames: readonly string[], line: number, column: number): FilePosition | undefined {
  for (const realm of [Error, outermostError()]) {
    if (typeof realm.prepareStackTrace !== "function") continue;
    for (const name of scriptNames) {
      const mapped = mapByHook(realm, name, line, column);
      if (mapped !== undefined && (mapped.line !== line || mapped.column !== column)) return mapped;
    }
  }
  return undefined;
}

interface FilePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

// In a vm context the runner's hook is on the Error of the realm that Node's own functions come from.
function outermostError(): ErrorConstructor {
  const FunctionOfNode = fileURLToPath.constructor as FunctionConstructor;
  return FunctionOfNode("return Error")() as ErrorConstructor;
}

function mapByHook(realm: ErrorConstructor, name: string, line: number, column: number): FilePosition | undefined {
  try {
    const match = /\bat (?:.*\()?(.+):(\d+):(\d+)\)?\s*$/.exec(
      String(realm.prepareStackTrace?.(new Error("position"), [createCallSite(name, line, column)])),
    );
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

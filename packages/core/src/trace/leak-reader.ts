import type { StackFrame } from "../capture/sampling.ts";
import type { Script } from "../capture/scripts.ts";
import { sourceOfEdge } from "../heap/source-of-edge.ts";
import { shortPath } from "../short-path.ts";
import type { Frames } from "./creation/allocation.ts";
import { canCreate, functionText } from "./creation/function-text.ts";
import { LINKS_CLASS } from "./dom-internals.ts";
import { exportedVariable } from "./groups/exported-variables.ts";
import type { HeapView } from "./heap-view.ts";
import type { Owner, SourcePosition } from "./leak.ts";
import type { NodeScripts } from "./source/node-scripts.ts";
import { createOwnerOfUrl } from "./source/owners.ts";
import type { SourcePositions } from "./source/source-positions.ts";
import { findDeclaration, type Declaration } from "./words/declarations.ts";
import { createFileNamer } from "./words/fingerprint-file.ts";
import { nameNode } from "./words/names.ts";
import { describeReference, type Variables } from "./words/references.ts";
import { nameVariables, type VariableNames } from "./words/variables.ts";

/** Says in the user's words what nodes and edges are, whose they are and where they were written. */
export interface LeakReader {
  readonly ownerOfNode: (node: number) => Owner | undefined;
  readonly classOf: (node: number) => string;
  readonly referenceOf: (edges: readonly number[]) => string;
  readonly positionOf: (node: number) => SourcePosition | undefined;
  /** Where the variable that an edge stands for is declared. */
  readonly declarationOf: (edge: number) => SourcePosition | undefined;
  /** Where a module whose variables these are declares a name. */
  readonly declarationIn: (context: number, name: string) => SourcePosition | undefined;
  readonly isModule: (context: number) => boolean;
  /** Whether an edge stands for a variable of a module. */
  readonly isModuleVariable: (edge: number) => boolean;
  readonly frames: Frames;
  /** Whether the text of a frame's function can create an object of a class; true where there is no text. */
  readonly canCreate: (frame: StackFrame, className: string) => boolean;
  readonly scriptOf: (node: number) => number | undefined;
  readonly positionOfFrame: (frame: StackFrame) => SourcePosition | undefined;
  /** The text of a source file, if it can be had. */
  readonly textOf: (file: string) => string | undefined;
  /** Writes a file relative to its package. */
  readonly nameFile: (file: string) => string;
}

/** Creates a reader for one heap. */
export function createLeakReader(
  view: HeapView,
  nodeScripts: NodeScripts,
  scripts: ReadonlyMap<number, Script>,
  positions: SourcePositions,
): LeakReader {
  const ownerOfUrl = createOwnerOfUrl();
  const ownerOfNode = (node: number): Owner | undefined => {
    // The links of a page are of a package that jsdom uses.
    if (view.nameOf(node) === LINKS_CLASS) return undefined;
    const scriptId = nodeScripts.scriptOf(node);
    const script = scriptId === undefined ? undefined : scripts.get(scriptId);
    return script === undefined ? undefined : ownerOfUrl(script.url);
  };
  const names = new Map<number, string>();

  const textOf = (context: number): { file: string; text: string } | undefined => {
    const scriptId = nodeScripts.scriptOf(context);
    return scriptId === undefined ? undefined : positions.sourceOf(scriptId);
  };
  const variablesOf = new Map<number, VariableNames>();
  const variableOf = (edge: number): string | undefined => {
    if (view.edgeTypeOf(edge) === "context") return view.edgeNameOf(edge);
    if (view.edgeTypeOf(edge) === "internal") return exportedVariable(view, sourceOfEdge(view.snapshot, edge))?.name;
    const context = sourceOfEdge(view.snapshot, edge);
    if (view.edgeTypeOf(edge) !== "hidden" || view.sorts.context[context] === 0) return undefined;
    let names = variablesOf.get(context);
    if (names === undefined) variablesOf.set(context, (names = nameVariables(view, context, textOf(context)?.text)));
    return names.get(edge);
  };
  const looksLikeModule = (context: number): boolean => {
    if (nodeScripts.isOutermost(context)) return true;
    const outer = view.targetOf(context, "previous");
    return nodeScripts.isOutermost(outer) && holdsOnlyModuleArguments(view, outer, variableOf);
  };
  const declarations = new Map<string, Declaration | undefined>();
  const findVariable = (edge: number): { file: string; declaration: Declaration } | undefined => {
    const name = variableOf(edge);
    if (name === undefined) return undefined;
    const source = sourceOfEdge(view.snapshot, edge);
    return findIn(exportedVariable(view, source)?.context ?? source, name);
  };
  const findIn = (context: number, name: string): { file: string; declaration: Declaration } | undefined => {
    const source = textOf(context);
    if (source === undefined) return undefined;
    const isModule = looksLikeModule(context);
    const key = `${source.file} ${name} ${isModule}`;
    if (!declarations.has(key)) declarations.set(key, findDeclaration(source.text, name, isModule));
    const declaration = declarations.get(key);
    return declaration === undefined ? undefined : { file: source.file, declaration };
  };
  // What a source does not declare is a parameter: of a function, where it is not one that modules are given.
  const isParameter = (edge: number): boolean =>
    textOf(sourceOfEdge(view.snapshot, edge)) !== undefined && !MODULE_ARGUMENT.test(variableOf(edge) ?? "");
  const variables: Variables = {
    nameOf: variableOf,
    isModules: (edge) => {
      const context = sourceOfEdge(view.snapshot, edge);
      return (
        nodeScripts.scriptOf(context) !== undefined &&
        (findVariable(edge)?.declaration.isTopLevel ?? (!isParameter(edge) && looksLikeModule(context)))
      );
    },
  };

  return {
    ownerOfNode,
    classOf: (node) => {
      let name = names.get(node);
      if (name === undefined) names.set(node, (name = nameNode(view, node)));
      return name;
    },
    referenceOf: (edges) => describeReference(view, edges, variables),
    positionOf: (node) => {
      // The class of a page's node is jsdom's, and says nothing of who made it.
      if (view.sorts.otherSide.has(node)) return undefined;
      const location = nodeScripts.locationOf(node) ?? nodeScripts.locationOf(nodeScripts.functionIn(node) ?? -1);
      return location === undefined ? undefined : positions.positionOf(location);
    },
    declarationOf: (edge) => positionOfDeclaration(findVariable(edge)),
    declarationIn: (context, name) => positionOfDeclaration(findIn(context, name)),
    isModule: looksLikeModule,
    isModuleVariable: variables.isModules,
    frames: {
      isOwn: ({ url }) => ownerOfUrl(url).kind === "own",
      isRunners: ({ url }) => ownerOfUrl(url).kind === "runner",
      isDependency: ({ url }) => ownerOfUrl(url).kind === "dependency",
    },
    canCreate: ({ scriptId, lineNumber, columnNumber }, className) => {
      const position = positions.positionOf({ scriptId: Number(scriptId), line: lineNumber, column: columnNumber });
      const source = positions.sourceOf(Number(scriptId));
      if (position === undefined || source === undefined) return true;
      return canCreate(functionText(source.text, position.line, position.column), className);
    },
    scriptOf: nodeScripts.scriptOf,
    textOf: positions.textOf,
    nameFile: createFileNamer(),
    positionOfFrame: ({ scriptId, lineNumber, columnNumber, functionName }) =>
      positions.positionOf({ scriptId: Number(scriptId), line: lineNumber, column: columnNumber }, functionName),
  };
}

function positionOfDeclaration(
  found: { readonly file: string; readonly declaration: Declaration } | undefined,
): SourcePosition | undefined {
  return found === undefined
    ? undefined
    : { file: found.file, line: found.declaration.line, column: found.declaration.column };
}

// Runners and CommonJS wrap a module in a function; its parameters are variables around those of the module.
const MODULE_ARGUMENT = /^(?:__vi.*|__vite_.*|exports|require|module|__filename|__dirname|this)$/;

function holdsOnlyModuleArguments(
  view: HeapView,
  context: number,
  variableOf: (edge: number) => string | undefined,
): boolean {
  const { firstEdge } = view.snapshot;
  for (let edge = firstEdge[context]!, end = firstEdge[context + 1]!; edge < end; edge++) {
    const name = variableOf(edge);
    if (name !== undefined && !MODULE_ARGUMENT.test(name)) return false;
  }
  return true;
}

/** A position as a reader sees it: relative to the working directory. */
export function formatPosition({ file, line }: SourcePosition): string {
  return `${shortPath(file)}:${line}`;
}

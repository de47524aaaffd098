import { fileURLToPath } from "node:url";

/** One line of a stack, in the coordinates of the script that ran. */
export interface Frame {
  /** Path or URL of the script; empty for native code. */
  readonly script: string;
  readonly line: number;
  readonly column: number;
  readonly functionName: string;
  /** Whether the function waits here for the one above it. */
  readonly isAsync: boolean;
}

/** A stack that was noted and not yet read: reading costs more than noting. */
export interface NotedStack {
  stack?: unknown;
}

/** Notes a stack of so many frames. The functions on it, and their receivers, stay alive until it is read or let go. */
export function noteStack(depth: number): NotedStack {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = depth + OWN_FRAMES;
  const noted: NotedStack = {};
  Error.captureStackTrace(noted, noteStack);
  Error.stackTraceLimit = stackTraceLimit;
  return noted;
}

// Those of the trackers.
const OWN_FRAMES = 4;

/** Reads a noted stack; it holds nothing alive any more. */
export function readStack(noted: NotedStack): readonly Frame[] {
  const descriptor = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Error.prepareStackTrace = readFrames;
  try {
    const frames = noted.stack;
    return Array.isArray(frames) ? (frames as Frame[]) : [];
  } finally {
    if (descriptor === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", descriptor);
    delete noted.stack;
  }
}

// Wherever a stack leads through a tracker, the tracker only passes on.
const FOLDER = new URL(".", import.meta.url).href;
const TRACKERS = [FOLDER, fileURLToPath(FOLDER)];

function readFrames(_: unknown, sites: readonly NodeJS.CallSite[]): Frame[] {
  return sites.flatMap((site) => {
    const script = site.getFileName() ?? "";
    if (TRACKERS.some((folder) => script.startsWith(folder))) return [];
    return {
      script,
      line: site.getLineNumber() ?? 0,
      column: site.getColumnNumber() ?? 0,
      functionName: site.getFunctionName() ?? "",
      // Absent from the types.
      isAsync: (site as { isAsync?: () => boolean }).isAsync?.() ?? false,
    };
  });
}

/** Whether a frame is of the program, and neither of the runtime nor of a parser that it keeps as WebAssembly. */
export function isProgram({ script }: Frame): boolean {
  return script !== "" && !/^(?:node|wasm):/.test(script);
}

/** Whether the program called a method itself: nothing of the runtime stands between but what leads from the one to the other. */
export function isDirect(frames: readonly Frame[], through: RegExp): boolean {
  const caller = frames.findIndex(isProgram);
  return caller >= 0 && frames.slice(0, caller).every(({ script }) => script === "" || through.test(script));
}

let unwatched = 0;

/** Does something of Leakproof's own that is not to be followed. */
export function withoutWatching<T>(work: () => T): T {
  unwatched++;
  try {
    return work();
  } finally {
    unwatched--;
  }
}

/** Whether {@link withoutWatching} is doing something. */
export function isUnwatched(): boolean {
  return unwatched > 0;
}

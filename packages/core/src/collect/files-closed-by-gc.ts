import { fstatSync, readdirSync } from "node:fs";
import { NODE_MAJOR } from "../node-major.ts";
import { describeClosedFiles } from "../report/closed-files.ts";
import { collectInTurns } from "./collect-in-turns.ts";
import { nextTurn } from "./real-time.ts";

interface Watch {
  readonly files: readonly ForgottenFile[];
  readonly end: () => void;
}

/** A file that nobody closed. */
export interface ForgottenFile {
  readonly descriptor: number;
  readonly path: string | undefined;
  readonly error: Error;
}

// From then on it is an error that nobody can catch if garbage collection closes a FileHandle, and no warning (DEP0137,
// https://nodejs.org/api/deprecations.html#dep0137-closing-fsfilehandle-on-garbage-collection).
const FIRST_THAT_THROWS = 25;
const isError = NODE_MAJOR >= FIRST_THAT_THROWS;
const CLOSED_BY_COLLECTION = /closed during garbage collection.*File descriptor: (\d+)(?: \((.*)\))?/s;

// Handles let go of each other: what holds a FileHandle goes first.
const COLLECTIONS = 3;

/**
 * Runs a check, the forced collections of which may close files that the body forgot. The runtime makes that an error of the whole process, in
 * the middle of some later test; here it is the check's. If it tells of them, or of another leak, that is said already; otherwise it fails.
 *
 * @param tellsFiles - whether a verdict tells files that were left open: they are collected here as well
 * @throws Error that names the files, if garbage collection closed some that nothing else tells
 */
export async function answeringForFiles<Checked extends { readonly verdict: { readonly kind: string } }>(
  check: () => Promise<Checked>,
  tellsFiles: (checked: Checked) => boolean,
): Promise<Checked> {
  if (!isError) return check();
  const before = openDescriptors();
  // What was open before is of somebody else; its number is free from now on.
  const watch = watchForgottenFiles((descriptor) => !before.delete(descriptor));
  try {
    const checked = await check();
    if (watch.files.length > 0 || tellsFiles(checked)) await collectInTurns(COLLECTIONS);
    // What a collection closes is told a turn later.
    await nextTurn();
    const [first] = watch.files;
    if (first !== undefined && checked.verdict.kind !== "leaking" && !tellsFiles(checked))
      throw new Error(describeClosedFiles(watch.files), { cause: first.error });
    return checked;
  } catch (error) {
    if (watch.files.length > 0) await collectInTurns(COLLECTIONS);
    throw error;
  } finally {
    watch.end();
  }
}

/**
 * Lets garbage collection close files that are told as left open already, so that it is no error of what runs later. What something still
 * reaches stays open.
 *
 * @param files - of the runtime's own class; emptied
 */
export async function letGoOfFiles(files: object[]): Promise<void> {
  const descriptors = new Set(files.map((file) => (file as { readonly fd?: number }).fd ?? -1));
  files.length = 0;
  if (!isError) return;
  const watch = watchForgottenFiles((descriptor) => descriptors.delete(descriptor));
  try {
    await collectInTurns(COLLECTIONS);
    // What a collection closes is told a turn later.
    await nextTurn();
  } finally {
    watch.end();
  }
}

// The event is what both the runtime and the runners go by: who is not told of it neither ends the process nor fails another test.
function watchForgottenFiles(isAnswered: (descriptor: number) => boolean): Watch {
  const files: ForgottenFile[] = [];
  const own = Object.getOwnPropertyDescriptor(process, "emit");
  // oxlint-disable-next-line unbound-method -- called with its own `this`
  const { emit } = process;
  const emitOthers = function (this: NodeJS.Process, ...args: unknown[]): boolean {
    const file = args[0] === "uncaughtException" ? forgottenFile(args[1]) : undefined;
    if (file === undefined || !isAnswered(file.descriptor)) return Reflect.apply(emit, this, args) as boolean;
    files.push(file);
    return true;
  };
  process.emit = emitOthers as typeof process.emit;
  return {
    files,
    end: () => {
      if (process.emit !== emitOthers) return;
      if (own === undefined) delete (process as Partial<NodeJS.Process>).emit;
      else Object.defineProperty(process, "emit", own);
    },
  };
}

function forgottenFile(error: unknown): ForgottenFile | undefined {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== "ERR_INVALID_STATE") return undefined;
  const [, descriptor, path] = CLOSED_BY_COLLECTION.exec(error.message) ?? [];
  return descriptor === undefined ? undefined : { descriptor: Number(descriptor), path, error };
}

const FOLDERS: Partial<Record<NodeJS.Platform, string>> = { linux: "/proc/self/fd", darwin: "/dev/fd" };

function openDescriptors(): Set<number> {
  const folder = FOLDERS[process.platform];
  return new Set(folder === undefined ? [] : readdirSync(folder).map(Number).filter(isOpen));
}

// Not so the one that the folder itself was read through.
function isOpen(descriptor: number): boolean {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}

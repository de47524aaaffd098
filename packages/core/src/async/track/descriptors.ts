import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { type Frame, noteStack, readStack } from "./frames.ts";
import { type Method, ReplacedMethods } from "./replaced-methods.ts";

/** A descriptor of a file, a folder or a device that is open. */
export interface Descriptor {
  readonly number: number;
  readonly isFolder: boolean;
  /** The path that it was opened at, where the system tells. */
  readonly path: string | undefined;
  /** Where it was opened; empty where the call was not seen. */
  readonly frames: readonly Frame[];
}

// Windows has no such folder: what is open there is told by the runtime's handles alone.
const FOLDERS: Partial<Record<NodeJS.Platform, string>> = { linux: "/proc/self/fd", darwin: "/dev/fd" };

/** Whether this system tells which descriptors a process has open. */
export function tellsDescriptors(): boolean {
  return FOLDERS[process.platform] !== undefined;
}

// Bound before a test can replace them.
const { open, openSync, createReadStream, createWriteStream, opendir, opendirSync, promises } = fs;
const { open: openHandle, opendir: openFolder } = promises;
const { readdirSync, readlinkSync, fstatSync } = fs;

type AnyFunction = (...args: unknown[]) => unknown;

/** A stream or a FileHandle that has a descriptor, or a Dir that has a path. */
interface Opened {
  readonly fd?: number | null;
  readonly path?: string | Buffer;
}

const OPEN_DEPTH = 20;

/**
 * Follows which descriptors of files and folders are opened and closed between `start` and `stop`. A call of `openSync()`
 * leaves no trace that tells where it was made, so the functions that open are watched meanwhile.
 */
export class DescriptorTracker {
  readonly #before = new Map<number, string>();
  readonly #openers = new Map<number, readonly Frame[]>();
  readonly #opened: { readonly opened: WeakRef<Opened>; readonly frames: readonly Frame[] }[] = [];
  readonly #methods = new ReplacedMethods();

  start(): void {
    if (!tellsDescriptors()) return;
    for (const { number, path } of readOpen()) this.#before.set(number, path ?? "");
    for (const [owner, name, original, watch] of [
      [fs, "open", open, this.#watchCallback],
      [fs, "openSync", openSync, this.#watchResult],
      [fs, "createReadStream", createReadStream, this.#watchResult],
      [fs, "createWriteStream", createWriteStream, this.#watchResult],
      [fs, "opendir", opendir, this.#watchCallback],
      [fs, "opendirSync", opendirSync, this.#watchResult],
      [promises, "open", openHandle, this.#watchPromise],
      [promises, "opendir", openFolder, this.#watchPromise],
    ] as const) {
      // What a test has put in its place stays.
      if ((owner as unknown as Record<string, unknown>)[name] === original) this.#methods.replace(owner, name, watch);
    }
    syncBuiltinESMExports();
  }

  stop(): void {
    this.#methods.restore();
    syncBuiltinESMExports();
  }

  /** Where what has this descriptor was opened; empty where the call was not seen. */
  framesOf(descriptor: number, path?: string): readonly Frame[] {
    const known = this.#opened.findLast(({ opened }) => {
      const one = opened.deref();
      return one?.fd === descriptor || (path !== undefined && one?.fd === undefined && one?.path === path);
    });
    return known?.frames ?? this.#openers.get(descriptor) ?? [];
  }

  /** What is open and was not before. */
  opened(): Descriptor[] {
    return (
      readOpen()
        .map((open) => ({ ...open, frames: this.framesOf(open.number, open.path) }))
        // The collector may close a forgotten file meanwhile, and the same one be opened anew by the same number.
        .filter(({ number, path, frames }) => frames.length > 0 || this.#before.get(number) !== (path ?? ""))
        // libuv keeps /dev/null open once anything listens; the runtime and addons have devices of their own.
        .filter(({ isDevice, frames }) => !isDevice || frames.length > 0)
    );
  }

  /** The path of a descriptor that was open before `start`; none once its number belongs to another. */
  pathBefore(descriptor: number): string | undefined {
    const before = this.#before.get(descriptor);
    if (before === undefined || this.framesOf(descriptor).length > 0) return undefined;
    // Threads share their descriptors: another may have closed it meanwhile, and its number been given to a file of the caller's.
    return pathOf(descriptor) === before ? before : undefined;
  }

  #note(opened: unknown, frames: readonly Frame[]): void {
    if (typeof opened === "number") this.#openers.set(opened, frames);
    else if (typeof opened === "object" && opened !== null) this.#opened.push({ opened: new WeakRef(opened), frames });
  }

  readonly #watchResult = (original: Method): Method => {
    const note = (opened: unknown): void => this.#note(opened, readStack(noteStack(OPEN_DEPTH)));
    return function opened(...args) {
      const result = original.apply(this, args);
      // A stream opens its file a turn later, when nobody is on the stack any more.
      note(result);
      return result;
    };
  };

  readonly #watchCallback = (original: Method): Method => {
    const note = (opened: unknown, frames: readonly Frame[]): void => this.#note(opened, frames);
    return function opened(...args) {
      const callback = args.at(-1);
      if (typeof callback !== "function") return original.apply(this, args);
      const frames = readStack(noteStack(OPEN_DEPTH));
      return original.call(this, ...args.slice(0, -1), (error: unknown, result: unknown) => {
        note(result, frames);
        return (callback as AnyFunction)(error, result);
      });
    };
  };

  readonly #watchPromise = (original: Method): Method => {
    const note = (opened: unknown, frames: readonly Frame[]): void => this.#note(opened, frames);
    return async function opened(...args) {
      const frames = readStack(noteStack(OPEN_DEPTH));
      const result = await original.apply(this, args);
      note(result, frames);
      return result;
    };
  };
}

// Empty where the system does not tell, or it is closed.
function pathOf(descriptor: number): string {
  if (process.platform !== "linux") return "";
  try {
    return readlinkSync(`${FOLDERS.linux}/${descriptor}`);
  } catch {
    return "";
  }
}

type Open = Omit<Descriptor, "frames"> & { readonly isDevice: boolean };

function readOpen(): Open[] {
  const folder = FOLDERS[process.platform];
  if (folder === undefined) return [];
  return readdirSync(folder).flatMap((name) => {
    const number = Number(name);
    try {
      const stats = fstatSync(number);
      // Sockets, pipes and what libuv keeps for itself are told by their handles.
      if (!stats.isFile() && !stats.isDirectory() && !stats.isCharacterDevice()) return [];
      const path = process.platform === "linux" ? readlinkSync(`${folder}/${name}`) : undefined;
      if (path?.startsWith("/") === false) return [];
      return [{ number, isFolder: stats.isDirectory(), isDevice: stats.isCharacterDevice(), path }];
    } catch {
      // The one that the folder itself was read through.
      return [];
    }
  });
}

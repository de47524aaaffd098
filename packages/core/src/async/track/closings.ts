import { EventEmitter } from "node:events";
import fs from "node:fs";
import { Agent } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { Interface } from "node:readline";
import timers from "node:timers";
import { realClearers } from "../../collect/real-time.ts";
import { shortPath } from "../../short-path.ts";
import { type Closer, type ClosedKind, closers, isSetInterval, portOfChannel } from "./closers.ts";
import { type Frame, isDirect, noteStack, readStack } from "./frames.ts";
import { globalOf } from "./realm.ts";
import { ReplacedMethods } from "./replaced-methods.ts";

/** Something from before that was closed. */
export interface Closing {
  readonly kind: ClosedKind;
  readonly detail: string | undefined;
  readonly frames: readonly Frame[];
}

/** What is known of the things that may be closed. */
export interface ClosingRequest {
  /** Whether the calls, or what they started, are doing something right now. */
  readonly isCalling: () => boolean;
  /** Whether a thing was made since `start`. */
  readonly isNew: (one: object) => boolean;
  /** The path of a descriptor that was open before. */
  readonly pathOf: (descriptor: number) => string | undefined;
}

const DEPTH = 20;

/**
 * Follows what the calls close between `start` and `stop` although it was opened before. What closes must be called by the calls
 * themselves, in their context and with none of the runtime's own doings in between: an agent, a pool or a pipeline closes as it likes.
 */
export class ClosingTracker {
  readonly #methods = new ReplacedMethods();
  readonly #closings: Closing[] = [];
  readonly #seen = new WeakSet();
  readonly #made: WeakRef<object>[] = [];
  readonly #files: { readonly file: WeakRef<object>; isClosed: boolean }[] = [];
  #request: ClosingRequest | undefined;

  /** @param body - the timers of its realm are followed: each vm context has others */
  start(body: (...args: never[]) => unknown, request: ClosingRequest): void {
    this.#request = request;
    for (const closer of closers) this.#follow(closer);
    this.#followTimers(body);
    this.#followDescriptors();
    this.#followMakers();
    syncBuiltinESMExports();
  }

  stop(): void {
    // A fake clock that was installed meanwhile keeps what it found, for ever.
    this.#request = undefined;
    this.#methods.restore();
    syncBuiltinESMExports();
  }

  /** What was closed. What took its place, where that shows nowhere else, is given by {@link makes}. */
  closings(): readonly Closing[] {
    return this.#closings;
  }

  /** How many things were made and are still there that may have taken the place of what was closed. */
  makes(kind: ClosedKind): number {
    return this.#made.filter((reference) => {
      const one = reference.deref();
      return kind === "closed agent"
        ? one instanceof Agent
        : kind === "closed readline interface" &&
            one instanceof Interface &&
            (one as { readonly closed?: boolean }).closed !== true;
    }).length;
  }

  /** Is told of the operations by which the runtime closes what has no method that could be replaced. */
  readonly noteOperation = (type: string, resource: object): void => {
    if (type === "FILEHANDLECLOSEREQ") {
      const own = this.#files.find(({ file, isClosed }) => !isClosed && descriptorOf(file.deref()) < 0);
      if (own === undefined)
        this.#note("closed file handle", undefined, /^node:internal\/(?:async_hooks|fs\/promises)$/);
      else own.isClosed = true;
    } else {
      const { callback, args } = resource as { readonly callback?: unknown; readonly args?: readonly unknown[] };
      const [watcher] = args ?? [];
      if (typeof callback !== "function" || callback.name !== "emitCloseNT") return;
      if (typeof watcher !== "object" || watcher?.constructor.name !== "FSWatcher") return;
      this.#noteOnce(
        "closed file watcher",
        watcher,
        /^node:internal\/(?:async_hooks|fs\/watchers|process\/task_queues)$/,
      );
    }
  };

  #follow({ kind, owner, name, closes, through }: Closer): void {
    const note = (one: object, args: readonly unknown[]): void => {
      const thing = kind === "closed broadcast channel" ? portOfChannel(one) : one;
      if (thing !== undefined && closes(one as never, args)) this.#noteOnce(kind, thing, through);
    };
    this.#methods.replace(
      owner,
      name,
      (original) =>
        function closed(...args) {
          note(this, args);
          return original.apply(this, args);
        },
    );
  }

  #followTimers(body: (...args: never[]) => unknown): void {
    const note = (timer: unknown): void => {
      if (isSetInterval(timer)) this.#noteOnce("cleared interval", timer as object, TIMERS);
    };
    for (const owner of new Set<object>([globalThis, globalOf(body), timers])) {
      for (const [name, original] of Object.entries(realClearers)) {
        // A fake clock or a test double stays in its place.
        if (Object.getOwnPropertyDescriptor(owner, name)?.value !== original) continue;
        this.#methods.replace(
          owner,
          name,
          (real) =>
            function cleared(...args) {
              note(args[0]);
              return real.apply(this, args);
            },
        );
      }
    }
  }

  #followDescriptors(): void {
    const note = (descriptor: unknown): void => {
      const path = this.#request?.pathOf(descriptor as number);
      if (path !== undefined)
        this.#note("closed descriptor", `${String(descriptor)} of ${shortPath(path)}`, DESCRIPTORS);
    };
    for (const name of ["close", "closeSync"]) {
      this.#methods.replace(
        fs,
        name,
        (original) =>
          function closed(...args) {
            note(args[0]);
            return original.apply(this, args);
          },
      );
    }
  }

  // Node's constructors call it for each new emitter.
  #followMakers(): void {
    const made = this.#made;
    const files = this.#files;
    this.#methods.replace(
      EventEmitter,
      "init",
      (original) =>
        function init(...args) {
          if (this instanceof Agent || this instanceof Interface) made.push(new WeakRef(this));
          else if (this.constructor?.name === "FileHandle") files.push({ file: new WeakRef(this), isClosed: false });
          return original.apply(this, args);
        },
    );
  }

  #noteOnce(kind: ClosedKind, one: object, through: RegExp): void {
    if (this.#seen.has(one) || this.#request?.isNew(one) !== false) return;
    if (this.#note(kind, undefined, through)) this.#seen.add(one);
  }

  #note(kind: ClosedKind, detail: string | undefined, through: RegExp): boolean {
    if (this.#request?.isCalling() !== true) return false;
    const frames = readStack(noteStack(DEPTH));
    if (!isDirect(frames, through)) return false;
    this.#closings.push({ kind, detail, frames });
    return true;
  }
}

const TIMERS = /^node:(?:internal\/)?timers$/;
// A stream closes its file by itself; to destroy one from before is told as well.
const DESCRIPTORS = /^node:(?:fs|internal\/fs\/streams|internal\/streams\/destroy)$/;

function descriptorOf(file: object | undefined): number {
  return file !== undefined && "fd" in file ? Number(file.fd) : 0;
}

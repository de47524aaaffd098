import { EventEmitter } from "node:events";
import { Stream } from "node:stream";
import { type Frame, noteStack, readStack } from "./frames.ts";
import { ReplacedMethods } from "./replaced-methods.ts";

/** A stream that was made and neither ended nor destroyed. */
export interface OpenStream {
  readonly name: string;
  readonly stream: () => object | undefined;
  readonly frames: readonly Frame[];
}

interface AnyStream {
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly writableFinished?: boolean;
  readonly _handle?: unknown;
}

const DEPTH = 16;

// A body that makes thousands of streams leaves them to the memory judges.
const MOST_FOLLOWED = 10_000;

/** Follows the streams that are made between `start` and `stop`: those without a handle leave no other trace. */
export class StreamTracker {
  readonly #made: OpenStream[] = [];
  readonly #methods = new ReplacedMethods();

  start(): void {
    const made = this.#made;
    // Node's constructors call it for each new emitter.
    this.#methods.replace(
      EventEmitter,
      "init",
      (original) =>
        function init(...args) {
          if (this instanceof Stream && made.length < MOST_FOLLOWED) {
            const reference = new WeakRef<object>(this);
            const frames = readStack(noteStack(DEPTH));
            made.push({ name: this.constructor.name, stream: () => reference.deref(), frames });
          }
          return original.apply(this, args);
        },
    );
  }

  stop(): void {
    this.#methods.restore();
  }

  /** Those that are open and were not collected. */
  open(): OpenStream[] {
    return this.#made.filter(({ stream }) => isOpen(stream()));
  }
}

function isOpen(stream: AnyStream | undefined): boolean {
  if (stream === undefined) return false;
  const { destroyed, readableEnded, writableFinished, _handle: handle } = stream;
  // What has a handle is told by that.
  if (destroyed !== false || (handle !== undefined && handle !== null)) return false;
  return readableEnded === false || writableFinished === false;
}

import { Socket as UdpSocket } from "node:dgram";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Server } from "node:net";
import { Worker } from "node:worker_threads";
import { type Frame, noteStack, readStack } from "./frames.ts";
import { ReplacedMethods } from "./replaced-methods.ts";

/** Something from before that was closed. */
export interface Closing {
  readonly kind: "closed server" | "closed worker" | "closed UDP socket" | "closed descriptor";
  readonly detail: string | undefined;
  readonly frames: readonly Frame[];
}

const CLOSERS = [
  { kind: "closed server", owner: Server.prototype, name: "close" },
  { kind: "closed worker", owner: Worker.prototype, name: "terminate" },
  { kind: "closed UDP socket", owner: UdpSocket.prototype, name: "close" },
] as const;

const DEPTH = 20;

/** Follows what is closed between `start` and `stop` although it was opened before. */
export class ClosingTracker {
  readonly #methods = new ReplacedMethods();
  readonly #closings: Closing[] = [];
  readonly #seen = new WeakSet();

  /**
   * @param isNew - whether an object was made since `start`
   * @param pathOf - the path of a descriptor that was open before
   */
  start(isNew: (one: object) => boolean, pathOf: (descriptor: number) => string | undefined): void {
    const closings = this.#closings;
    const seen = this.#seen;
    for (const { kind, owner, name } of CLOSERS) {
      this.#methods.replace(
        owner,
        name,
        (original) =>
          function closed(...args) {
            if (!isNew(this) && !seen.has(this)) {
              seen.add(this);
              closings.push({ kind, detail: undefined, frames: readStack(noteStack(DEPTH)) });
            }
            return original.apply(this, args);
          },
      );
    }
    for (const name of ["close", "closeSync"]) {
      this.#methods.replace(
        fs,
        name,
        (original) =>
          function closed(...args) {
            const path = pathOf(args[0] as number);
            if (path !== undefined)
              closings.push({
                kind: "closed descriptor",
                detail: `${String(args[0])} of ${path}`,
                frames: readStack(noteStack(DEPTH)),
              });
            return original.apply(this, args);
          },
      );
    }
    syncBuiltinESMExports();
  }

  stop(): void {
    this.#methods.restore();
    syncBuiltinESMExports();
  }

  closings(): readonly Closing[] {
    return this.#closings;
  }
}

import { Session } from "node:inspector";
import { PerformanceObserver } from "node:perf_hooks";
import { type Frame, noteStack, readStack } from "./frames.ts";
import { type Method, ReplacedMethods } from "./replaced-methods.ts";

/** Something that was begun by one method, to be ended by another. */
export interface OpenSession {
  readonly kind: "performance observer" | "inspector session";
  readonly frames: readonly Frame[];
}

interface Pair {
  readonly kind: OpenSession["kind"];
  readonly owner: object;
  readonly begin: readonly string[];
  readonly end: string;
}

// The runtime tells of none of them by itself.
const PAIRS: readonly Pair[] = [
  { kind: "performance observer", owner: PerformanceObserver.prototype, begin: ["observe"], end: "disconnect" },
  {
    kind: "inspector session",
    owner: Session.prototype,
    begin: ["connect", "connectToMainThread"],
    end: "disconnect",
  },
];

const DEPTH = 20;

/** Follows observers and sessions that are begun and ended between `start` and `stop`. */
export class SessionTracker {
  readonly #open = new Map<object, OpenSession>();
  readonly #methods = new ReplacedMethods();

  start(): void {
    const open = this.#open;
    for (const { kind, owner, begin, end } of PAIRS) {
      const beginning = (original: Method): Method =>
        function begun(...args) {
          const result = original.apply(this, args);
          open.set(this, { kind, frames: readStack(noteStack(DEPTH)) });
          return result;
        };
      for (const name of begin) this.#methods.replace(owner, name, beginning);
      this.#methods.replace(
        owner,
        end,
        (original) =>
          function ended(...args) {
            open.delete(this);
            return original.apply(this, args);
          },
      );
    }
  }

  stop(): void {
    this.#methods.restore();
  }

  /** What was begun and not ended. */
  opened(): OpenSession[] {
    return [...this.#open.values()];
  }
}

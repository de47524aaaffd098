import { globalOf } from "./realm.ts";
import { ReplacedMethods } from "./replaced-methods.ts";

// Read before any test could put its own in this place, whose promises may be collected.
const { fetch: nativeFetch } = globalThis;

// A body that asks for thousands leaves them to the memory judges.
const MOST_HELD = 1000;

/**
 * Holds what fetch() promised between `start` and `stop`: fetch() cancels a response whose body nobody has read when it is collected, at
 * a moment that no test can know. Until then its connection is taken.
 */
export class HeldResponses {
  readonly #held: unknown[] = [];
  readonly #methods = new ReplacedMethods();

  /** @param body - whose realm's fetch() is watched: each vm context has a global object of its own */
  start(body: (...args: never[]) => unknown): void {
    const held = this.#held;
    const owner = globalOf(body) as { fetch?: unknown };
    if (owner.fetch !== nativeFetch) return;
    this.#methods.replace(
      owner,
      "fetch",
      (original) =>
        function fetch(this: object, ...args) {
          const answer = original.apply(this, args);
          if (held.length < MOST_HELD) held.push(answer);
          return answer;
        },
    );
  }

  stop(): void {
    this.#methods.restore();
    this.#held.length = 0;
  }
}

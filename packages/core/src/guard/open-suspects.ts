import type { Opened } from "../async/drain.ts";
import { isUnref } from "../async/kinds.ts";
import { type Suspect, suspectHandle } from "../async/suspects.ts";
import type { Operation } from "../async/track/operations.ts";
import type { OpenWork } from "./open-work.ts";
import type { PhasePlace } from "./suite-record.ts";

/** Tells of what is open who is to be asked about it, and in which hook or test it was born. */
export class OpenSuspects implements Opened {
  readonly #work: OpenWork;
  readonly #isAsked: (place: PhasePlace) => boolean;
  readonly #places = new WeakMap<Suspect, PhasePlace>();

  /** @param isAsked - whether what was born in a place is asked for */
  constructor(work: OpenWork, isAsked: (place: PhasePlace) => boolean) {
    this.#work = work;
    this.#isAsked = isAsked;
  }

  /** What is open. */
  opened(countsUnref: boolean): Suspect[] {
    return this.#work.open().flatMap((operation) => {
      const { place, context } = operation;
      if (!this.#isAsked(place)) return [];
      const inheritedStores = new Set([...this.#work.inheritedStores, context]);
      const suspect = suspectHandle(operation, this.#work.owners, { countsUnref, inheritedStores });
      if (suspect === undefined || isServiceOfDependency(suspect, operation)) return [];
      this.#places.set(suspect, place);
      return [suspect];
    });
  }

  /** Nothing is followed that only collection decides. */
  retained(): Suspect[] {
    return [];
  }

  /** Where something that is open was born. */
  placeOf(suspect: Suspect): PhasePlace | undefined {
    return this.#places.get(suspect);
  }
}

// What a package keeps for its next call, as esbuild does its process, and says by `unref` that nobody has to wait for.
function isServiceOfDependency({ owned }: Suspect, operation: Operation): boolean {
  return owned[0]?.owner.kind === "dependency" && isUnref(operation);
}

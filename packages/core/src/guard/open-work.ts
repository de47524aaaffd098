import { currentStores } from "../async/details.ts";
import type { Opened } from "../async/drain.ts";
import { isUnref } from "../async/kinds.ts";
import { StackOwners } from "../async/owned-stacks.ts";
import { type Suspect, suspectHandle } from "../async/suspects.ts";
import type { Operation } from "../async/track/operations.ts";
import { PlacedOperations } from "../async/track/placed-operations.ts";
import type { PhasePlace } from "./suite-record.ts";

/** Follows what the hooks and tests of one file open, and knows which of them did. */
export class OpenWork implements Opened {
  readonly #owners = new StackOwners();
  readonly #operations = new PlacedOperations<PhasePlace>(
    (frames) => this.#owners.ownersOf(frames)[0]?.owner.kind === "runner",
  );
  readonly #places = new WeakMap<Suspect, PhasePlace>();
  #inherited: ReadonlySet<unknown> = new Set();
  #isAsked: (place: PhasePlace) => boolean = () => true;

  start(): void {
    this.#inherited = currentStores();
    this.#operations.start();
  }

  stop(): void {
    this.#operations.stop();
  }

  /** Runs a hook or test, so that what it starts is known to be born there. */
  run<T>(place: PhasePlace, work: () => T): T {
    return this.#operations.run(place, work);
  }

  /** Says what was born in which places is asked for. */
  asksFor(isAsked: (place: PhasePlace) => boolean): void {
    this.#isAsked = isAsked;
  }

  /** What is open. */
  opened(countsUnref: boolean): Suspect[] {
    return this.#operations.open().flatMap((operation) => {
      const { place, context } = operation;
      if (!this.#isAsked(place)) return [];
      const inheritedStores = new Set([...this.#inherited, context]);
      const suspect = suspectHandle(operation, this.#owners, { countsUnref, inheritedStores });
      if (suspect === undefined || isServiceOfDependency(suspect, operation)) return [];
      this.#places.set(suspect, place);
      return [suspect];
    });
  }

  /** The files that are open, which garbage collection cannot close as long as somebody has the list. */
  openFiles(): object[] {
    return this.#operations.open().flatMap(({ type, resource }) => (type === "FILEHANDLE" ? (resource() ?? []) : []));
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

import { StackOwners } from "../async/owned-stacks.ts";
import { currentStores } from "../async/stores.ts";
import { type PlacedOperation, PlacedOperations } from "../async/track/placed-operations.ts";
import type { PhasePlace } from "./suite-record.ts";

/** Follows what the hooks and tests of one file open, and knows which of them did. */
export class OpenWork {
  readonly owners: StackOwners = new StackOwners();
  readonly #operations = new PlacedOperations<PhasePlace>(
    (frames) => this.owners.innermost(frames)?.owner.kind === "runner",
  );
  #inherited: ReadonlySet<unknown> = new Set();

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

  /** AsyncLocalStorage stores that the file is run in. */
  get inheritedStores(): ReadonlySet<unknown> {
    return this.#inherited;
  }

  /** What is open, whoever opened it. */
  open(): PlacedOperation<PhasePlace>[] {
    return this.#operations.open();
  }

  /** The files that are open, which garbage collection cannot close as long as somebody has the list. */
  openFiles(): object[] {
    return this.open().flatMap(({ type, resource }) => (type === "FILEHANDLE" ? (resource() ?? []) : []));
  }
}

import { EventEmitter } from "node:events";

export interface Parcel {
  readonly id: string;
  readonly status: "on its way" | "delivered";
}

/** Knows where all parcels are, and tells whoever listens when one moves. */
export class Parcels extends EventEmitter<{ moved: [parcel: Parcel] }> {
  readonly #parcels = new Map<string, Parcel>();

  constructor() {
    super();
    // One listener for each client that waits.
    this.setMaxListeners(0);
  }

  find(id: string): Parcel | undefined {
    return this.#parcels.get(id);
  }

  move(parcel: Parcel): void {
    this.#parcels.set(parcel.id, parcel);
    this.emit("moved", parcel);
  }
}

import type { Reading } from "./probes/probe.ts";

/** One settled reading of all probes. */
export interface Sample extends Reading {
  /** Calls made before it, warm-up included. */
  readonly calls: number;
}

const COLUMNS = 5;

/** A list of samples that takes no memory as it fills: what it is kept for is the heap that it would grow. */
export class SampleLog {
  readonly #cells: Float64Array;
  /** Samples so far. */
  length = 0;

  /** @param capacity - samples that it has room for */
  constructor(capacity: number) {
    this.#cells = new Float64Array(capacity * COLUMNS);
  }

  add(calls: number, { heap, external, arrayBuffers, rss }: Reading): void {
    this.#cells.set([calls, heap, external, arrayBuffers, rss], this.length * COLUMNS);
    this.length++;
  }

  clear(): void {
    this.length = 0;
  }

  /** All samples so far, with `candidate` after them where one is given. */
  list(candidate?: Sample): Sample[] {
    const samples: Sample[] = [];
    for (let index = 0; index < this.length; index++) samples.push(this.#at(index));
    if (candidate) samples.push(candidate);
    return samples;
  }

  isFull(): boolean {
    return (this.length + 1) * COLUMNS > this.#cells.length;
  }

  #at(index: number): Sample {
    const [calls = 0, heap = 0, external = 0, arrayBuffers = 0, rss = 0] = this.#cells.subarray(
      index * COLUMNS,
      (index + 1) * COLUMNS,
    );
    return { calls, heap, external, arrayBuffers, rss };
  }
}

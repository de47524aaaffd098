import { releaseMemory } from "./release-memory.ts";

/** Numbers of one type, as many as come. */
export interface GrowingColumn<Column> {
  append(more: Column): void;
  values(): Column;
}

/** Creates an empty column of numbers below 2 ** 32. */
export function createNumberColumn(): GrowingColumn<Uint32Array> {
  return createColumn((length) => new Uint32Array(length));
}

/** Creates an empty column of bytes. */
export function createByteColumn(): GrowingColumn<Uint8Array> {
  return createColumn((length) => new Uint8Array(length));
}

const FIRST_LENGTH = 1 << 12;

function createColumn<Column extends Uint8Array | Uint32Array>(
  create: (length: number) => Column,
): GrowingColumn<Column> {
  let values = create(FIRST_LENGTH);
  let length = 0;
  return {
    append(more) {
      const wanted = length + more.length;
      if (wanted > values.length) {
        const larger = create(Math.max(wanted, 2 * values.length));
        larger.set(values);
        releaseMemory(values);
        values = larger;
      }
      values.set(more, length);
      length = wanted;
    },
    values: () => values.subarray(0, length) as Column,
  };
}

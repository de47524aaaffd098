/** Whole numbers below 2 ** 32, as many as come. */
export interface NumberColumn {
  readonly length: number;
  push(value: number): void;
  values(): Uint32Array;
}

/** Creates an empty column. */
export function createNumberColumn(): NumberColumn {
  let values = new Uint32Array(1 << 12);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const larger = new Uint32Array(2 * length);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    values: () => values.subarray(0, length),
  };
}

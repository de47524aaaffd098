import type { ByteCursor } from "./byte-cursor.ts";

const ROWS_PER_BATCH = 8192;
const ZERO = 0x30;
const NINE = 0x39;
const CLOSE = 0x5d;
const NONE = -1;

/**
 * Decodes an array of unsigned integers in rows of `width`, and hands over batches of whole rows: the values and how many there are.
 * The cursor stands behind the opening bracket before and behind the closing one after.
 */
export function readNumberRows(cursor: ByteCursor, width: number, take: (values: Float64Array, count: number) => void): void {
  const values = new Float64Array(ROWS_PER_BATCH * width);
  const size = values.length;
  let count = 0;
  let unfinished = NONE;

  for (;;) {
    const { chunk } = cursor;
    const end = chunk.length;
    let at = cursor.position;
    while (at < end) {
      let byte = chunk[at++]!;
      const isDigit = byte >= ZERO && byte <= NINE;
      if (isDigit || unfinished !== NONE) {
        let value = unfinished === NONE ? 0 : unfinished;
        if (isDigit) value = value * 10 + byte - ZERO;
        // The loop that all the time is spent in: one comparison for each digit.
        while (isDigit && at < end && (byte = chunk[at++]!) >= ZERO && byte <= NINE) value = value * 10 + byte - ZERO;
        if (byte >= ZERO && byte <= NINE) {
          unfinished = value;
          break;
        }
        unfinished = NONE;
        values[count++] = value;
        if (count === size) {
          take(values, count);
          count = 0;
        }
      }
      if (byte === CLOSE) {
        cursor.position = at;
        if (count % width !== 0) throw new Error("the heap snapshot has a row of numbers that is cut short");
        take(values, count);
        return;
      }
    }
    cursor.position = at;
    if (!cursor.advance()) throw new Error("the heap snapshot ends inside numbers: it was not written to the end");
  }
}

import type { ByteCursor } from "./byte-cursor.ts";
import type { Decoder } from "./decoder.ts";

/** Whole rows of unsigned integers, column by column: of numbers above 32 bits the columns hold the lowest 32. */
export interface NumberRows {
  readonly count: number;
  readonly columns: readonly Uint32Array[];
  /** The numbers that may be above 32 bits. */
  readonly longs: readonly LongNumber[];
}

/** A number of many digits. */
export interface LongNumber {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/**
 * Decodes an array of unsigned integers in rows of `width`, and hands over batches of whole rows. They are overwritten by the next batch.
 * The cursor stands behind the opening bracket before and behind the closing one after.
 */
export function readNumberRows(
  cursor: ByteCursor,
  decoder: Decoder,
  width: number,
  take: (rows: NumberRows) => void,
): void {
  decoder.start();
  for (;;) {
    const taken = decoder.fill(cursor.chunk, cursor.position);
    cursor.position += taken;
    const { rows, state, unread } = decoder.decodeRows(width);
    if (rows.count > 0) take(rows);
    if (state === "closed") {
      cursor.position -= unread;
      return;
    }
    if (state === "cut short") throw new Error("the heap snapshot has a row of numbers that is cut short");
    if (state === "needs room") continue;
    const isRead = cursor.position === cursor.chunk.length;
    if (state === "foreign" || (taken === 0 && !isRead))
      throw new Error("the heap snapshot has something else among its numbers");
    if (isRead && !cursor.advance())
      throw new Error("the heap snapshot ends inside numbers: it was not written to the end");
  }
}

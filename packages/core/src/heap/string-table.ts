import { createByteBlocks, type ByteBlocks } from "./byte-blocks.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import { createNumberColumn, type NumberColumn } from "./number-column.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const ZERO = 0x30;
const SPACE = 0x20;

/** The strings of a snapshot, kept as bytes and decoded when asked for. */
export interface StringTable {
  readonly length: number;
  get(index: number): string;
  /** The index of an exact text, or -1. */
  indexOf(text: string): number;
  /** Whether the text goes on after leading digits and a space, told without decoding it. */
  startsWithDigits(index: number): boolean;
}

/** Reads an array of JSON strings. The cursor stands behind the opening bracket before. */
export function readStringTable(cursor: ByteCursor): StringTable {
  const text = createByteBlocks();
  // The places of the quotes around each literal.
  const quotes = createNumberColumn();
  const state: ScannerState = { isInside: false, isEscaped: false, isClosed: false };
  while (!state.isClosed) {
    const { chunk, position } = cursor;
    cursor.position = scan(chunk, position, text.length - position, quotes, state);
    text.append(chunk.subarray(position, cursor.position));
    if (!state.isClosed && !cursor.advance())
      throw new Error("the heap snapshot ends inside its strings: it was not written to the end");
  }
  return createTable(text, quotes.values(), quotes.length / 2);
}

interface ScannerState {
  isInside: boolean;
  isEscaped: boolean;
  isClosed: boolean;
}

function scan(chunk: Uint8Array, from: number, offset: number, quotes: NumberColumn, state: ScannerState): number {
  const end = chunk.length;
  let at = from;
  while (at < end) {
    let byte = chunk[at++]!;
    if (state.isEscaped) {
      state.isEscaped = false;
    } else if (state.isInside) {
      while (byte !== QUOTE && byte !== BACKSLASH && at < end) byte = chunk[at++]!;
      if (byte === BACKSLASH) state.isEscaped = true;
      if (byte !== QUOTE) continue;
      quotes.push(offset + at - 1);
      state.isInside = false;
    } else if (byte === QUOTE) {
      quotes.push(offset + at - 1);
      state.isInside = true;
    } else if (byte === CLOSE) {
      state.isClosed = true;
      break;
    }
  }
  return at;
}

function createTable(text: ByteBlocks, quotes: Uint32Array, length: number): StringTable {
  const startOf = (index: number): number => quotes[2 * index]! + 1;
  const endOf = (index: number): number => quotes[2 * index + 1]!;
  const decode = (index: number): string => {
    const literal = text.slice(startOf(index), endOf(index)).toString("utf8");
    return literal.includes("\\") ? (JSON.parse(`"${literal}"`) as string) : literal;
  };
  const decoded = new Map<number, string>();
  return {
    length,
    get(index) {
      const known = decoded.get(index);
      if (known !== undefined) return known;
      const string = index < length ? decode(index) : "";
      decoded.set(index, string);
      return string;
    },
    indexOf(wanted) {
      const literal = Buffer.from(JSON.stringify(wanted).slice(1, -1));
      for (let index = 0; index < length; index++) {
        const start = startOf(index);
        const end = endOf(index);
        if (end - start === literal.length && text.slice(start, end).equals(literal)) return index;
      }
      return -1;
    },
    startsWithDigits(index) {
      const start = startOf(index);
      const end = endOf(index);
      let at = start;
      while (at < end && isDigit(text.at(at))) at++;
      return at > start && at < end && text.at(at) === SPACE;
    },
  };
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= ZERO + 9;

import type { ByteCursor } from "./byte-cursor.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;

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
  const literals = createGrowingBytes();
  let starts = new Float64Array(1 << 14);
  let length = 0;
  let inside = false;
  let escaped = false;

  for (;;) {
    const { chunk } = cursor;
    const end = chunk.length;
    let from = cursor.position;
    let at = from;
    while (at < end) {
      const byte = chunk[at++]!;
      if (inside) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          literals.append(chunk, from, at - 1);
          inside = false;
        }
      } else if (byte === QUOTE) {
        if (length + 1 >= starts.length) starts = grown(starts);
        starts[length++] = literals.length;
        inside = true;
        from = at;
      } else if (byte === CLOSE) {
        cursor.position = at;
        starts[length] = literals.length;
        return createTable(literals.bytes, starts, length);
      }
    }
    if (inside) literals.append(chunk, from, end);
    cursor.position = at;
    if (!cursor.advance()) throw new Error("the heap snapshot ends inside its strings: it was not written to the end");
  }
}

function createTable(bytes: Uint8Array, starts: Float64Array, length: number): StringTable {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decode = (index: number): string => {
    const literal = text.toString("utf8", starts[index], starts[index + 1]);
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
        const start = starts[index]!;
        if (
          starts[index + 1]! - start === literal.length &&
          text.compare(literal, 0, literal.length, start, start + literal.length) === 0
        )
          return index;
      }
      return -1;
    },
    startsWithDigits(index) {
      let at = starts[index]!;
      const end = starts[index + 1]!;
      while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
      return at > starts[index]! && at < end && bytes[at] === 0x20;
    },
  };
}

interface GrowingBytes {
  bytes: Uint8Array;
  length: number;
  append(source: Uint8Array, from: number, to: number): void;
}

function createGrowingBytes(): GrowingBytes {
  const growing: GrowingBytes = {
    bytes: new Uint8Array(1 << 20),
    length: 0,
    append(source, from, to) {
      const needed = growing.length + to - from;
      if (needed > growing.bytes.length) {
        const larger = new Uint8Array(Math.max(needed, growing.bytes.length * 2));
        larger.set(growing.bytes.subarray(0, growing.length));
        growing.bytes = larger;
      }
      growing.bytes.set(source.subarray(from, to), growing.length);
      growing.length = needed;
    },
  };
  return growing;
}

function grown(starts: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(starts.length * 2);
  larger.set(starts);
  return larger;
}

import type { ByteCursor } from "./byte-cursor.ts";
import type { Decoder } from "./decoder.ts";
import { createByteColumn, createNumberColumn } from "./growing-column.ts";

const QUOTE = 0x22;
const ZERO = 0x30;
const SPACE = 0x20;

/** The strings of a snapshot, kept as bytes and decoded when asked for. */
export interface StringTable {
  readonly length: number;
  get(index: number): string;
  /** The index of an exact text, or -1. */
  indexOf(text: string): number;
  /** The indexes of exact texts, looked for at once; -1 for those that are not there. */
  indexesOf<Text extends string>(texts: readonly Text[]): Readonly<Record<Text, number>>;
  /** Whether the text goes on after leading digits and a space, told without decoding it. */
  startsWithDigits(index: number): boolean;
}

/** Reads an array of JSON strings. The cursor stands behind the opening bracket before. */
export function readStringTable(cursor: ByteCursor, decoder: Decoder): StringTable {
  const text = createByteColumn();
  let length = 0;
  const starts = createNumberColumn();
  decoder.start();
  for (;;) {
    cursor.position += decoder.fill(cursor.chunk, cursor.position);
    const { text: scanned, starts: found, state, unread } = decoder.scanStrings(length);
    text.append(scanned);
    length += scanned.length;
    starts.append(found);
    if (state === "closed") {
      cursor.position -= unread;
      return createTable(text.values(), starts.values());
    }
    if (cursor.position === cursor.chunk.length && unread === 0 && !cursor.advance())
      throw new Error("the heap snapshot ends inside its strings: it was not written to the end");
  }
}

function createTable(text: Uint8Array, starts: Uint32Array): StringTable {
  const { length } = starts;
  const startOf = (index: number): number => starts[index]! + 1;
  // Behind a literal come only its quote, a comma and blanks.
  const endOf = (index: number): number => {
    let at = (starts[index + 1] ?? text.length) - 1;
    while (text[at] !== QUOTE) at--;
    return at;
  };
  const bytesOf = (start: number, end: number): Buffer =>
    Buffer.from(text.buffer, text.byteOffset + start, end - start);
  const decode = (index: number): string => {
    const literal = bytesOf(startOf(index), endOf(index)).toString("utf8");
    return literal.includes("\\") ? (JSON.parse(`"${literal}"`) as string) : literal;
  };
  const indexesOf = <Text extends string>(wanted: readonly Text[]): Record<Text, number> => {
    const found = Object.fromEntries(wanted.map((each) => [each, -1])) as Record<Text, number>;
    // By their first byte: most strings have another.
    const byFirst: { readonly text: Text; readonly bytes: Buffer }[][] = Array.from({ length: 256 }, () => []);
    for (const each of wanted) {
      // With its closing quote, which inside a literal would be escaped.
      const bytes = Buffer.from(JSON.stringify(each).slice(1));
      byFirst[bytes[0]!]!.push({ text: each, bytes });
    }
    for (let index = length - 1; index >= 0; index--) {
      const start = startOf(index);
      for (const literal of byFirst[text[start]!]!) {
        const end = start + literal.bytes.length;
        if (text[end - 1] === QUOTE && bytesOf(start, end).equals(literal.bytes)) found[literal.text] = index;
      }
    }
    return found;
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
    indexOf: (wanted) => indexesOf([wanted])[wanted]!,
    indexesOf,
    startsWithDigits(index) {
      let at = startOf(index);
      if (!isDigit(text[at])) return false;
      while (isDigit(text[at])) at++;
      return text[at] === SPACE;
    },
  };
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= ZERO + 9;

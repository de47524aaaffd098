const QUOTE = 0x22;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Walks over bytes that arrive in chunks, forwards only. */
export interface ByteCursor {
  chunk: Uint8Array;
  position: number;
  /** Loads the next chunk; false at the end. */
  advance: () => boolean;
  /** Moves behind the next occurrence of an ASCII mark and returns the text before it. The mark's own key is returned by `nextKey`. */
  textUntil: (mark: string) => string;
  /** Moves to the array of the next key and returns the key; undefined at the end. */
  nextKey: () => string | undefined;
  /** Moves behind an array of numbers or of arrays of numbers. */
  skipArray: () => void;
}

/** Creates a cursor over chunks. A chunk may be reused by its source once the next one is asked for. */
export function createByteCursor(chunks: Iterable<Uint8Array>): ByteCursor {
  const iterator = chunks[Symbol.iterator]();
  let pendingKey: string | undefined;

  const cursor: ByteCursor = {
    chunk: new Uint8Array(0),
    position: 0,
    advance() {
      const next = iterator.next();
      if (next.done === true) return false;
      cursor.chunk = next.value;
      cursor.position = 0;
      return next.value.length > 0 || cursor.advance();
    },
    textUntil(mark) {
      let text = "";
      for (let byte = nextByte(cursor); byte >= 0; byte = nextByte(cursor)) {
        text += String.fromCharCode(byte);
        if (text.endsWith(mark)) {
          pendingKey = mark.slice(1, -2);
          return text.slice(0, -mark.length);
        }
        if (text.length > MOST_HEADER_BYTES) break;
      }
      throw new Error("expected a heap snapshot, found something else");
    },
    nextKey() {
      const key = pendingKey ?? readKey(cursor);
      pendingKey = undefined;
      if (key !== undefined) skipTo(cursor, OPEN);
      return key;
    },
    skipArray() {
      for (let depth = 1; depth > 0;) {
        const byte = nextByte(cursor);
        if (byte === OPEN) depth++;
        else if (byte === CLOSE) depth--;
        else if (byte < 0) throw new Error("the heap snapshot ends inside an array: it was not written to the end");
      }
    },
  };
  return cursor;
}

const MOST_HEADER_BYTES = 1 << 20;

function readKey(cursor: ByteCursor): string | undefined {
  if (!skipTo(cursor, QUOTE)) return undefined;
  let key = "";
  for (let byte = nextByte(cursor); byte !== QUOTE; byte = nextByte(cursor)) {
    if (byte < 0) throw new Error("the heap snapshot ends inside a key: it was not written to the end");
    key += String.fromCharCode(byte);
  }
  return key;
}

function skipTo(cursor: ByteCursor, wanted: number): boolean {
  for (let byte = nextByte(cursor); byte >= 0; byte = nextByte(cursor)) if (byte === wanted) return true;
  return false;
}

function nextByte(cursor: ByteCursor): number {
  if (cursor.position >= cursor.chunk.length && !cursor.advance()) return -1;
  return cursor.chunk[cursor.position++]!;
}

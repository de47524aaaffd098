import { DECODER } from "./decoder-wasm.ts";
import type { NumberRows } from "./number-rows.ts";

/** Decodes bytes that arrive piece by piece. */
export interface Decoder {
  /** Forgets what is left of an array before. */
  readonly start: () => void;
  /** Takes as many bytes from a position on as there is room for, and returns how many. */
  readonly fill: (chunk: Uint8Array, position: number) => number;
  /** Decodes whole rows of `width` numbers. */
  readonly decodeRows: (width: number) => Decoded<{ readonly rows: NumberRows }>;
  /** Finds where strings start, counted from `offset`, in the text that it passes over. */
  readonly scanStrings: (offset: number) => Decoded<{ readonly text: Uint8Array; readonly starts: Uint32Array }>;
}

/** What was found, why decoding stopped, and how many bytes are left over. What was found is overwritten by the next call. */
export type Decoded<Found> = Found & { readonly state: DecoderState; readonly unread: number };

type DecoderState = (typeof STATES)[number];

// In the order of the numbers in `assembly/decoder.ts`.
const STATES = ["needs bytes", "needs room", "closed", "cut short", "foreign"] as const;

// The types of Node leave it to the library of the browser.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

interface DecoderModule {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly state: Told;
  readonly rows: Told;
  readonly longs: Told;
  readonly found: Told;
  readonly decodeRows: (
    from: number,
    end: number,
    width: number,
    columns: number,
    room: number,
    longNumbers: number,
  ) => number;
  readonly scanStrings: (from: number, end: number, offset: number, starts: number, room: number) => number;
}

interface Told {
  readonly value: number;
}

// How the memory of the module is laid out: bytes to decode, columns or starts of strings, long numbers.
// The window is a little larger than the usual chunk, since the beginning of a row can be left over from the one before.
const WINDOW_BYTES = (1 << 16) + 4096;
const COLUMNS = WINDOW_BYTES + 64;
const COLUMNS_BYTES = 1 << 16;
const LONGS = COLUMNS + COLUMNS_BYTES;
const LONG_BYTES = 16;

/**
 * Creates a decoder. Nearly all the time of reading a snapshot goes into its numbers and strings, and compiled to WebAssembly they take
 * half of what JavaScript needs, from the first byte on: V8 does not interpret WebAssembly before it compiles it.
 */
export function createDecoder(): Decoder {
  const module = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(DECODER, "base64")))
    .exports as DecoderModule;
  const { buffer } = module.memory;
  const bytes = new Uint8Array(buffer);
  let from = 0;
  let end = 0;

  const rowsOf = (width: number, room: number): NumberRows => ({
    count: module.rows.value,
    columns: Array.from(
      { length: width },
      (_, column) => new Uint32Array(buffer, COLUMNS + 4 * room * column, module.rows.value),
    ),
    longs: Array.from({ length: module.longs.value }, (_, at) => {
      const [row, column] = new Uint32Array(buffer, LONGS + LONG_BYTES * at + 8, 2);
      return { row: row!, column: column!, value: new Float64Array(buffer, LONGS + LONG_BYTES * at, 1)[0]! };
    }),
  });

  return {
    start() {
      from = end = 0;
    },
    fill(chunk, position) {
      bytes.copyWithin(0, from, end);
      end -= from;
      from = 0;
      const taken = Math.min(WINDOW_BYTES - end, chunk.length - position);
      bytes.set(chunk.subarray(position, position + taken), end);
      end += taken;
      bytes[end] = 0;
      return taken;
    },
    decodeRows(width) {
      const room = Math.floor(COLUMNS_BYTES / 4 / width);
      from = module.decodeRows(from, end, width, COLUMNS, room, LONGS);
      return { rows: rowsOf(width, room), state: STATES[module.state.value]!, unread: end - from };
    },
    scanStrings(offset) {
      const start = from;
      from = module.scanStrings(from, end, offset, COLUMNS, COLUMNS_BYTES / 4);
      return {
        text: bytes.subarray(start, from),
        starts: new Uint32Array(buffer, COLUMNS, module.found.value),
        state: STATES[module.state.value]!,
        unread: end - from,
      };
    },
  };
}

// Reads the two things that make up nearly all the text of a heap snapshot, numbers and strings; `npm run wasm` compiles it into
// src/heap/decoder-wasm.ts.
// AssemblyScript, not TypeScript: numbers are of 32 bits and addresses point into the memory that the caller exports.

const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const BRACKET: u32 = 0x5d;

const ZERO: u32 = 0x30;
// Marks as they look once the digits are 0 to 9.
const COMMA: u32 = 0x2c ^ ZERO;
const CLOSE: u32 = BRACKET ^ ZERO;
const SPACE: u32 = 0x20 ^ ZERO;
const NEWLINE: u32 = 0x0a ^ ZERO;
const RETURN: u32 = 0x0d ^ ZERO;
const TAB: u32 = 0x09 ^ ZERO;
const MINUS: u32 = 0x2d ^ ZERO;
// As many digits fit into 32 bits whatever they are.
const SAFE_DIGITS: u32 = 9;

const NEEDS_BYTES: u32 = 0;
const NEEDS_ROOM: u32 = 1;
const IS_CLOSED: u32 = 2;
const IS_CUT_SHORT: u32 = 3;
const IS_FOREIGN: u32 = 4;

/** Why decoding stopped. */
export let state: u32 = NEEDS_BYTES;
/** How many rows were decoded. */
export let rows: u32 = 0;
/** How many of their numbers have more digits than are safe. */
export let longs: u32 = 0;

/**
 * Decodes rows of `width` numbers from the bytes at `from` up to `end`, and returns where the first row starts that was not decoded.
 * There has to be a byte at `end`, and it must not be a digit.
 * Number `k` of row `n` goes to place `n` of column `k`; columns of `room` numbers follow each other from `columns` on.
 * Of a number with more digits than are safe, the row, the place in it and its exact value go to `longNumbers` as well.
 */
export function decodeRows(from: u32, end: u32, width: u32, columns: u32, room: u32, longNumbers: u32): u32 {
  const columnBytes = room << 2;
  let at = from;
  rows = 0;
  longs = 0;
  state = NEEDS_ROOM;
  while (rows < room) {
    const start = at;
    const longsBefore = longs;
    let place = columns + (rows << 2);
    for (let number: u32 = 0; number < width; number++, place += columnBytes) {
      let digit: u32;
      while ((digit = load<u8>(at) ^ ZERO) > 9) {
        if (at >= end) return stop(NEEDS_BYTES, start, longsBefore);
        at++;
        if (digit === COMMA || isBlank(digit)) continue;
        if (digit === CLOSE) return stop(number === 0 ? IS_CLOSED : IS_CUT_SHORT, at, longsBefore);
        return stop(IS_FOREIGN, at, longsBefore);
      }
      const first = at++;
      let value = digit;
      while ((digit = load<u8>(at) ^ ZERO) <= 9) {
        value = value * 10 + digit;
        at++;
      }
      // The digits may go on in the next bytes.
      if (at >= end) return stop(NEEDS_BYTES, start, longsBefore);
      if (at - first > SAFE_DIGITS) noteLong(longNumbers, number, first, at);
      store<u32>(place, value);
    }
    rows++;
  }
  return at;
}

function stop(reason: u32, at: u32, longsOfWholeRows: u32): u32 {
  state = reason;
  longs = longsOfWholeRows;
  return at;
}

// A position in a script that a runner compiles behind a wrapper can be negative: a sign is skipped, and changes no line.
function isBlank(mark: u32): bool {
  return mark === NEWLINE || mark === SPACE || mark === MINUS || mark === RETURN || mark === TAB;
}

function noteLong(longNumbers: u32, number: u32, first: u32, end: u32): void {
  let value: f64 = 0;
  for (let at = first; at < end; at++) value = value * 10 + <f64>(load<u8>(at) ^ ZERO);
  const place = longNumbers + (longs++ << 4);
  store<f64>(place, value);
  store<u32>(place + 8, rows);
  store<u32>(place + 12, number);
}

const BETWEEN: u32 = 0;
const INSIDE: u32 = 1;
const ESCAPED: u32 = 2;

/** Where in an array of strings the bytes before ended. */
let place: u32 = BETWEEN;

/** How many strings start in the bytes that were scanned. */
export let found: u32 = 0;

/**
 * Scans an array of strings from the bytes at `from` up to `end`, and returns where it stopped.
 * The places where strings start, counted from `offset`, go to `starts`, `room` of them at most.
 */
export function scanStrings(from: u32, end: u32, offset: u32, starts: u32, room: u32): u32 {
  let at = from;
  found = 0;
  state = NEEDS_ROOM;
  while (found < room) {
    if (at >= end) {
      state = NEEDS_BYTES;
      break;
    }
    const byte: u32 = load<u8>(at++);
    if (place === INSIDE) {
      if (byte === QUOTE) place = BETWEEN;
      else if (byte === BACKSLASH) place = ESCAPED;
    } else if (place === ESCAPED) {
      place = INSIDE;
    } else if (byte === QUOTE) {
      store<u32>(starts + (found++ << 2), offset + at - from - 1);
      place = INSIDE;
    } else if (byte === BRACKET) {
      state = IS_CLOSED;
      break;
    }
  }
  return at;
}

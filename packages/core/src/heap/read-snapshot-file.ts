import { closeSync, openSync, readSync } from "node:fs";
import { parseSnapshot, type HeapSnapshot } from "./parse-snapshot.ts";

const CHUNK_BYTES = 1 << 16;

/** Reads a `.heapsnapshot` file of any size, without holding its text. */
export function readSnapshotFile(path: string): HeapSnapshot {
  const file = openSync(path, "r");
  try {
    return parseSnapshot(chunksOf(file));
  } finally {
    closeSync(file);
  }
}

function* chunksOf(file: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
    yield read === buffer.length ? buffer : buffer.subarray(0, read);
  }
}

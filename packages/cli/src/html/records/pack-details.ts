import { deflateRawSync } from "node:zlib";

// One record is opened at a time, and its neighbours often next.
const CHUNK = 32;

/**
 * Packs the details of all records, as JSON for an element of the page: thousands of them cost little to carry, and none is built before
 * somebody opens it.
 */
export function packDetails(details: readonly string[]): string {
  const chunks: string[] = [];
  for (let start = 0; start < details.length; start += CHUNK)
    chunks.push(deflateRawSync(JSON.stringify(details.slice(start, start + CHUNK))).toString("base64"));
  return JSON.stringify({ size: CHUNK, chunks });
}

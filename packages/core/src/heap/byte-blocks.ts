/** Bytes of a length that nobody knows beforehand, kept in blocks so that growing never copies what is there. */
export interface ByteBlocks {
  readonly length: number;
  append(bytes: Uint8Array): void;
  at(position: number): number;
  slice(start: number, end: number): Buffer;
}

const BLOCK_BITS = 20;
const BLOCK_BYTES = 1 << BLOCK_BITS;
const OFFSET_MASK = BLOCK_BYTES - 1;
const MOST_BYTES = 2 ** 32;

/** Creates an empty row of blocks. */
export function createByteBlocks(): ByteBlocks {
  const blocks: Buffer[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(bytes) {
      if (length + bytes.length > MOST_BYTES) throw new Error("the heap snapshot has more than 4 GB of strings");
      for (let from = 0; from < bytes.length;) {
        const offset = length & OFFSET_MASK;
        if (offset === 0) blocks.push(Buffer.alloc(BLOCK_BYTES));
        const part = bytes.subarray(from, from + BLOCK_BYTES - offset);
        blocks.at(-1)!.set(part, offset);
        from += part.length;
        length += part.length;
      }
    },
    at: (position) => blocks[position >>> BLOCK_BITS]![position & OFFSET_MASK]!,
    slice(start, end) {
      const parts: Buffer[] = [];
      for (let at = start; at < end;) {
        const offset = at & OFFSET_MASK;
        const part = blocks[at >>> BLOCK_BITS]!.subarray(offset, offset + end - at);
        parts.push(part);
        at += part.length;
      }
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    },
  };
}

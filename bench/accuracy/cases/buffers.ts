import { Blob } from "node:buffer";
import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Pair } from "../pair.ts";

/** Memory outside the heap. */
export const buffers: readonly Pair[] = [
  {
    name: "a few bytes that hold a large buffer",
    leaky: () => {
      const heads: Buffer[] = [];
      return { body: () => void heads.push(Buffer.alloc(50_000, 7).subarray(0, 16)) };
    },
    clean: () => {
      const heads: Buffer[] = [];
      return {
        body: () => {
          heads.push(Buffer.from(Buffer.alloc(50_000, 7).subarray(0, 16)));
          if (heads.length > 100) heads.shift();
        },
      };
    },
  },
  {
    name: "array buffers",
    leaky: () => {
      const kept: ArrayBuffer[] = [];
      return { body: () => void kept.push(new ArrayBuffer(1024)) };
    },
    clean: () => ({ body: () => new ArrayBuffer(1024) }),
  },
  {
    name: "shared array buffers",
    leaky: () => {
      const kept: SharedArrayBuffer[] = [];
      return { body: () => void kept.push(new SharedArrayBuffer(2048)) };
    },
    clean: () => ({ body: () => new SharedArrayBuffer(2048) }),
  },
  {
    name: "small typed arrays, which lie in the heap",
    leaky: () => {
      const kept: Uint8Array[] = [];
      return { body: () => void kept.push(new Uint8Array(16)) };
    },
    clean: () => ({ body: () => new Uint8Array(16) }),
  },
  {
    name: "chunks of an upload",
    leaky: () => {
      const chunks: Buffer[] = [];
      return { body: () => void chunks.push(Buffer.from("some bytes of the upload")) };
    },
    clean: () => {
      let chunks: Buffer[] = [];
      return {
        body: () => {
          chunks.push(Buffer.from("some bytes of the upload"));
          if (chunks.length < 32) return;
          Buffer.concat(chunks);
          chunks = [];
        },
      };
    },
  },
  {
    name: "blobs",
    leaky: () => {
      const kept: Blob[] = [];
      return { body: () => void kept.push(new Blob(["x".repeat(4096)])) };
    },
    clean: () => ({ body: () => new Blob(["x".repeat(4096)]) }),
  },
  {
    name: "blobs behind addresses",
    leaky: () => {
      const addresses: string[] = [];
      return {
        body: () => void addresses.push(URL.createObjectURL(new Blob(["x".repeat(4096)]))),
        end: () => addresses.forEach((address) => URL.revokeObjectURL(address)),
      };
    },
    clean: () => ({ body: () => URL.revokeObjectURL(URL.createObjectURL(new Blob(["x".repeat(4096)]))) }),
  },
  {
    name: "hashes that are begun",
    leaky: () => {
      const kept: object[] = [];
      return { body: () => void kept.push(createHash("sha256").update("some text")) };
    },
    clean: () => ({ body: () => createHash("sha256").update("some text").digest("hex") }),
  },
  {
    name: "keys of a signature",
    leaky: () => {
      const kept = new Map<string, object>();
      return {
        body: () => {
          const key = randomBytes(16).toString("hex");
          kept.set(key, createHmac("sha256", key));
        },
      };
    },
    clean: () => ({ body: () => createHmac("sha256", randomBytes(16)).update("text").digest("base64") }),
  },
  {
    name: "an array buffer that is made larger",
    leaky: () => {
      const log = new ArrayBuffer(0, { maxByteLength: 2 ** 28 });
      return { body: () => log.resize(log.byteLength + 512) };
    },
    clean: () => {
      const log = new ArrayBuffer(0, { maxByteLength: 2 ** 20 });
      return { body: () => log.resize(log.byteLength < 2 ** 16 ? log.byteLength + 512 : 0) };
    },
  },
  {
    name: "copies by structuredClone",
    leaky: () => {
      const kept: Uint8Array[] = [];
      const original = new Uint8Array(3000);
      return { body: () => void kept.push(structuredClone(original)) };
    },
    clean: () => {
      const original = new Uint8Array(3000);
      return { body: () => structuredClone(original) };
    },
  },
  {
    name: "encoded texts",
    leaky: () => {
      const encoder = new TextEncoder();
      const kept: Uint8Array[] = [];
      return { body: () => void kept.push(encoder.encode("text ".repeat(40))) };
    },
    clean: () => {
      const encoder = new TextEncoder();
      const decoder = new TextDecoder();
      return { body: () => decoder.decode(encoder.encode("text ".repeat(40))) };
    },
  },
  {
    name: "a pool of buffers that are not given back",
    leaky: () => {
      const pool = new Pool();
      return { body: () => void pool.take() };
    },
    clean: () => {
      const pool = new Pool();
      return { body: () => pool.give(pool.take()) };
    },
  },
];

class Pool {
  readonly #free: Buffer[] = [];
  readonly #taken = new Set<Buffer>();

  take(): Buffer {
    const buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(4096);
    this.#taken.add(buffer);
    return buffer;
  }

  give(buffer: Buffer): void {
    this.#taken.delete(buffer);
    this.#free.push(buffer);
  }
}

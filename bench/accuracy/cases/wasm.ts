import type { Pair } from "../pair.ts";

/** WebAssembly: instances, memory, tables. */
export const wasm: readonly Pair[] = [
  {
    name: "instances of WebAssembly",
    leaky: async () => {
      const module = await WebAssembly.compile(EMPTY_MODULE);
      const kept: object[] = [];
      return { body: () => void kept.push(new WebAssembly.Instance(module)) };
    },
    clean: async () => {
      const module = await WebAssembly.compile(EMPTY_MODULE);
      return { body: () => new WebAssembly.Instance(module) };
    },
  },
  {
    name: "pages of WebAssembly memory",
    leaky: () => {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 16_384 });
      return { body: () => memory.grow(1) };
    },
    clean: () => {
      const memory = new WebAssembly.Memory({ initial: 16 });
      return { body: () => void new Uint8Array(memory.buffer).fill(1) };
    },
  },
  {
    name: "elements of a WebAssembly table",
    leaky: () => {
      const table = new WebAssembly.Table({ initial: 0, element: "externref" });
      return { body: () => table.grow(1, { at: table.length }) };
    },
    clean: () => {
      const table = new WebAssembly.Table({ initial: 10, element: "externref" });
      let at = 0;
      return { body: () => table.set(at++ % 10, { at }) };
    },
  },
];

/** What is used here of the global of this name, which the types of Node lack. */
interface WasmGlobal {
  readonly compile: (bytes: Uint8Array) => Promise<object>;
  readonly Instance: new (module: object) => object;
  readonly Memory: new (size: { readonly initial: number; readonly maximum?: number }) => {
    readonly buffer: ArrayBuffer;
    readonly grow: (pages: number) => number;
  };
  readonly Table: new (size: { readonly initial: number; readonly element: "externref" }) => {
    readonly length: number;
    readonly grow: (by: number, value: object) => number;
    readonly set: (at: number, value: object) => void;
  };
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WasmGlobal };

// "\0asm", version 1.
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

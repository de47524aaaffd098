import type { Pair } from "../pair.ts";

/** Strings, regular expressions, JSON. */
export const texts: readonly Pair[] = [
  {
    name: "a part of a string that holds all of it",
    leaky: () => {
      const titles: string[] = [];
      return { body: () => void titles.push(makePage(titles.length).slice(10, 40)) };
    },
    clean: () => {
      let title = "";
      return { body: () => void (title = makePage(title.length).slice(10, 40)) };
    },
  },
  {
    name: "lines of a log",
    leaky: () => {
      const lines: string[] = [];
      return { body: () => void lines.push(`line ${lines.length}`) };
    },
    clean: () => {
      let lines: string[] = [];
      return {
        body: () => {
          lines.push(`line ${lines.length}`);
          if (lines.length > 250) lines = lines.slice(-50);
        },
      };
    },
  },
  {
    name: "texts that were property names once",
    leaky: () => {
      const names = new Set<string>();
      let id = 0;
      return {
        body: () => {
          const name = `name_${id++}`;
          Object.hasOwn({}, name);
          names.add(name);
        },
      };
    },
    clean: () => {
      let id = 0;
      return { body: () => ({ [`name_${id++}`]: 1 }) };
    },
  },
  {
    name: "pieces of a split text",
    leaky: () => {
      const words: string[][] = [];
      return { body: () => void words.push(`a row of ${words.length} words to split`.split(" ")) };
    },
    clean: () => {
      let n = 0;
      return { body: () => `a row of ${n++} words to split`.split(" ").length };
    },
  },
  {
    name: "regular expressions by their source",
    leaky: () => {
      const known = new Map<string, RegExp>();
      return { body: () => matches(known, `^item-${known.size}$`) };
    },
    clean: () => {
      const known = new Map<string, RegExp>();
      let n = 0;
      return { body: () => matches(known, `^item-${n++ % 20}$`) };
    },
  },
  {
    name: "regular expressions that are made and dropped",
    leaky: () => {
      const made: RegExp[] = [];
      return { body: () => void made.push(new RegExp(`a{${made.length % 50}}b|c+`)) };
    },
    clean: () => {
      let n = 0;
      return { body: () => new RegExp(`a{${n++ % 50}}b|c+`).test("aaab") };
    },
  },
  {
    name: "matches with their groups",
    leaky: () => {
      const found: (RegExpExecArray | null)[] = [];
      return { body: () => void found.push(/(?<year>\d{4})-(?<month>\d\d)/.exec(`2026-11 ${found.length}`)) };
    },
    clean: () => {
      let n = 0;
      return { body: () => /(?<year>\d{4})-(?<month>\d\d)/.exec(`2026-11 ${n++}`)?.groups?.["year"] };
    },
  },
  {
    name: "the last match, which the runtime keeps",
    leaky: () => {
      const inputs: string[] = [];
      return {
        body: () => {
          const input = makePage(inputs.length);
          if (/title/.test(input)) inputs.push(input);
        },
      };
    },
    clean: () => {
      let n = 0;
      return { body: () => /title/.test(makePage(n++)) };
    },
  },
  {
    name: "texts replaced by a function",
    leaky: () => {
      const replaced: string[] = [];
      return { body: () => void "a-b-c-d".replaceAll(/\w/g, (letter) => `${replaced.push(letter + letter)}`) };
    },
    clean: () => ({ body: () => "a-b-c-d".replaceAll(/\w/g, (letter) => letter.toUpperCase()) }),
  },
  {
    name: "parsed JSON",
    leaky: () => {
      const kept: unknown[] = [];
      const text = JSON.stringify(makeRows(20));
      return { body: () => void kept.push(JSON.parse(text)) };
    },
    clean: () => {
      const text = JSON.stringify(makeRows(20));
      return { body: () => void JSON.parse(text) };
    },
  },
  {
    name: "JSON of a large object",
    leaky: () => {
      const kept: string[] = [];
      const rows = makeRows(200);
      return { body: () => void kept.push(JSON.stringify(rows)) };
    },
    clean: () => {
      const rows = makeRows(200);
      return { body: () => JSON.stringify(rows) };
    },
  },
  {
    name: "JSON with names that are new in every call",
    leaky: () => {
      const kept: unknown[] = [];
      return { body: () => void kept.push(JSON.parse(`{ "id${kept.length}": 1, "other": 2 }`)) };
    },
    clean: () => {
      let n = 0;
      return { body: () => void JSON.parse(`{ "id${n++}": 1, "other": 2 }`) };
    },
  },
  {
    name: "what a reviver has seen",
    leaky: () => {
      const seen: unknown[] = [];
      return {
        body: () => void JSON.parse('{ "a": [1, 2], "b": {} }', (_, value: unknown) => seen.push(value) && value),
      };
    },
    clean: () => {
      const text = '{ "a": [1, 2], "b": {} }';
      return { body: () => void JSON.parse(text, (_, value: unknown) => value) };
    },
  },
  {
    name: "a buffer of text that is joined",
    leaky: () => {
      let page = "";
      return { body: () => void (page = `<li>${page.length}</li>${page}`) };
    },
    clean: () => ({ body: () => ["<ul>", ...Array.from({ length: 20 }, (_, n) => `<li>${n}</li>`), "</ul>"].join("") }),
  },
];

function makePage(n: number): string {
  return `${n} a page with a title and more `.padEnd(2000, "text");
}

function matches(known: Map<string, RegExp>, source: string): boolean {
  const pattern = known.get(source) ?? new RegExp(source);
  known.set(source, pattern);
  return pattern.test("item-7");
}

function makeRows(length: number): object[] {
  return Array.from({ length }, (_, id) => ({ id, name: `row ${id}`, tags: ["a", "b"], price: id / 3 }));
}

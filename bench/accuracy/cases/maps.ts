import type { Pair } from "../pair.ts";

/** Maps, sets, arrays and objects used as such. */
export const maps: readonly Pair[] = [
  {
    name: "keys that look equal and are not",
    leaky: () => {
      const seen = new Map<object, number>();
      return { body: () => void seen.set(Object(NaN) as object, seen.size) };
    },
    clean: () => {
      const seen = new Map<number, number>();
      return { body: () => void seen.set(NaN, seen.size).set(-0, 1).set(0, 2) };
    },
  },
  {
    name: "dates as keys",
    leaky: () => {
      const byDay = new Map<Date, number>();
      return { body: () => void byDay.set(new Date(2026, 0, 1), 1) };
    },
    clean: () => {
      const byDay = new Map<number, number>();
      return { body: () => void byDay.set(new Date(2026, 0, 1).getTime(), 1) };
    },
  },
  {
    name: "pairs in a Set",
    leaky: () => {
      const edges = new Set<readonly [number, number]>();
      return { body: () => void edges.add([1, 2]) };
    },
    clean: () => {
      const edges = new Set<string>();
      return { body: () => void edges.add([1, 2].join()) };
    },
  },
  {
    name: "inner Maps that are left empty",
    leaky: () => {
      const rooms = new Map<number, Map<number, object>>();
      let room = 0;
      return {
        body: () => {
          const members = new Map([[1, {}]]);
          rooms.set(room++, members);
          members.delete(1);
        },
      };
    },
    clean: () => {
      const rooms = new Map<number, Map<number, object>>();
      let room = 0;
      return {
        body: () => {
          const members = new Map([[1, {}]]);
          rooms.set(++room, members);
          members.delete(1);
          if (members.size === 0) rooms.delete(room);
        },
      };
    },
  },
  {
    name: "a Set that grows and shrinks",
    leaky: () => {
      const open = new Set<number>();
      let id = 0;
      return {
        body: () => {
          for (let n = 0; n < 20; n++) open.add(id++);
          for (let n = 1; n < 20; n++) open.delete(id - n);
        },
      };
    },
    clean: () => {
      const open = new Set<number>();
      let id = 0;
      return {
        body: () => {
          for (let n = 0; n < 20; n++) open.add(id++);
          for (let n = 1; n <= 20; n++) open.delete(id - n);
        },
      };
    },
  },
  {
    name: "a Map that is filled and cleared",
    leaky: () => {
      const maps: Map<number, number>[] = [];
      return {
        body: () => {
          const map = new Map<number, number>();
          for (let n = 0; n < 30; n++) map.set(n, n);
          maps.push(map);
          map.clear();
        },
      };
    },
    clean: () => {
      const map = new Map<number, number>();
      return {
        body: () => {
          for (let n = 0; n < 30; n++) map.set(n, n);
          map.clear();
        },
      };
    },
  },
  {
    name: "an object with keys that come and go",
    leaky: () => {
      const open: Record<string, object | undefined> = {};
      let id = 0;
      return {
        body: () => {
          open[`id ${id}`] = { id };
          open[`id ${id++}`] = undefined;
        },
      };
    },
    clean: () => {
      const open: Record<string, object | undefined> = {};
      let id = 0;
      return {
        body: () => {
          open[`id ${id}`] = { id };
          delete open[`id ${id++}`];
        },
      };
    },
  },
  {
    name: "an array with holes",
    leaky: () => {
      const rows: object[] = [];
      let row = 0;
      return { body: () => void (rows[(row += 5000)] = { row }) };
    },
    clean: () => {
      const rows: Record<number, object> = [];
      let row = 0;
      return {
        body: () => {
          rows[(row += 5000)] = { row };
          delete rows[row];
        },
      };
    },
  },
  {
    name: "symbols as keys of a lasting object",
    leaky: () => {
      const marks: Record<symbol, number> = {};
      return { body: () => void (marks[Symbol("mark")] = 1) };
    },
    clean: () => {
      const marks: Record<symbol, number> = {};
      return {
        body: () => {
          const mark = Symbol("mark");
          marks[mark] = 1;
          delete marks[mark];
        },
      };
    },
  },
  {
    name: "an array that is cut by its length",
    leaky: () => {
      const stack: number[] = [];
      return {
        body: () => {
          stack.push(1, 2, 3, 4);
          stack.length -= 3;
        },
      };
    },
    clean: () => {
      const stack: number[] = [];
      return {
        body: () => {
          stack.push(1, 2, 3, 4);
          stack.length -= 4;
        },
      };
    },
  },
  {
    name: "a tree that gains a leaf",
    leaky: () => {
      interface Node {
        children: Node[];
      }
      const root: Node = { children: [] };
      let last = root;
      let n = 0;
      return {
        body: () => {
          const node: Node = { children: [] };
          last.children.push(node);
          if (n++ % 3 === 0) last = node;
          return root.children.length;
        },
      };
    },
    clean: () => {
      const root: { children: object[] } = { children: [] };
      return {
        body: () => {
          root.children.push({ children: [] });
          root.children.pop();
        },
      };
    },
  },
  {
    name: "a linked list from both ends",
    leaky: () => {
      interface Item {
        before: Item | undefined;
        after: Item | undefined;
      }
      let last: Item | undefined;
      return {
        body: () => {
          const item: Item = { before: last, after: undefined };
          if (last !== undefined) last.after = item;
          last = item;
        },
      };
    },
    clean: () => ({
      body: () => {
        const first: { after?: object } = {};
        first.after = { before: first };
      },
    }),
  },
];

import type { Pair, Twin } from "../pair.ts";

/** Leaks that are small or seldom: at every so manieth call, or a few bytes at a time. */
export const sparse: readonly Pair[] = [
  ...[3, 7, 20, 50].map((period): Pair => ({
    name: `an object of four fields at every ${period}th call`,
    leaky: () => {
      const kept: object[] = [];
      return atEvery(period, (call) => kept.push(makeRow(call)));
    },
    clean: () => {
      let last = makeRow(0);
      return atEvery(period, (call) => (last = makeRow(call + last.a)));
    },
  })),
  {
    name: "a kilobyte at every 100th call",
    leaky: () => {
      const kept: number[][] = [];
      return atEvery(100, () => kept.push(Array.from({ length: 128 }, () => 0.5)));
    },
    clean: () => {
      let last = [0.5];
      return atEvery(100, () => (last = Array.from({ length: 128 }, () => last[0] ?? 0)));
    },
  },
  {
    name: "an entry of a kilobyte at every 100th call, of which a cache keeps 200",
    leaky: () => {
      const pages = new Map<number, number[]>();
      return atEvery(100, (call) =>
        pages.set(
          call,
          Array.from({ length: 128 }, () => 0.5),
        ),
      );
    },
    clean: () => {
      const pages = new Map<number, number[]>();
      return atEvery(100, (call) => {
        pages.set(
          call,
          Array.from({ length: 128 }, () => 0.5),
        );
        pages.delete(call - 200 * 100);
      });
    },
  },
  {
    name: "a list of 64 rows at every 100th call, of which a cache keeps 200",
    leaky: () => {
      const pages = new Map<number, object[]>();
      return atEvery(100, (call) => pages.set(call, makeRows(64)));
    },
    clean: () => {
      const pages = new Map<number, object[]>();
      return atEvery(100, (call) => {
        pages.set(call, makeRows(64));
        pages.delete(call - 200 * 100);
      });
    },
  },
  {
    name: "a buffer of 64 kB at every 25th call",
    leaky: () => {
      const kept: Uint8Array[] = [];
      return atEvery(25, () => kept.push(new Uint8Array(65_536)));
    },
    clean: () => {
      let last = new Uint8Array(65_536);
      return atEvery(25, () => (last = new Uint8Array(last.length)));
    },
  },
  {
    name: "calls that leak by chance, one in eight",
    leaky: () => {
      const kept: object[] = [];
      const chance = createChance();
      return { body: () => void (chance() < 0.125 && kept.push(makeRow(1))) };
    },
    clean: () => {
      let last = makeRow(1);
      const chance = createChance();
      return { body: () => void (chance() < 0.125 && (last = makeRow(last.a))) };
    },
  },
  {
    name: "a small number per call",
    leaky: () => {
      const kept: number[] = [];
      return { body: () => void kept.push(1) };
    },
    clean: () => {
      const kept: number[] = [];
      return { body: () => void (kept.push(1) > 5000 && (kept.length = 0)) };
    },
  },
  {
    name: "a fraction per call",
    leaky: () => {
      const kept: number[] = [];
      return { body: () => void kept.push(Math.sqrt(kept.length + 2)) };
    },
    clean: () => {
      const kept = Array.from({ length: 16 }, () => 0.5);
      let at = 0;
      return { body: () => void (kept[at++ % 16] = Math.sqrt(at + 2)) };
    },
  },
  {
    name: "an 8 byte entry of a typed array that is enlarged",
    leaky: () => {
      let times = new Float64Array(1024);
      let length = 0;
      return {
        body: () => {
          if (length === times.length) times = enlarge(times);
          times[length++] = length;
        },
      };
    },
    clean: () => {
      const times = new Float64Array(1024);
      let length = 0;
      return { body: () => void (times[length++ % times.length] = length) };
    },
  },
  {
    name: "a character per call",
    leaky: () => {
      let text = "";
      return { body: () => void (text += "x") };
    },
    clean: () => {
      let text = "";
      return { body: () => void (text = text.length > 200 ? "" : `${text}x`) };
    },
  },
  {
    name: "two leaks and a cache that fills",
    leaky: () => {
      const cache = new Map<number, object>();
      const kept: object[] = [];
      return atEvery(1, (call) => {
        cache.set(call % 3000, { call });
        if (call % 2 === 0) kept.push({ call });
      });
    },
    clean: () => {
      const cache = new Map<number, object>();
      return atEvery(1, (call) => cache.set(call % 3000, { call }));
    },
  },
  {
    name: "a leak that begins after 300 calls",
    leaky: () => {
      const kept: object[] = [];
      return atEvery(1, (call) => call > 300 && kept.push(makeRow(call)));
    },
    clean: () => {
      const kept: object[] = [];
      return atEvery(1, (call) => call < 300 && kept.push(makeRow(call)));
    },
  },
];

function atEvery(period: number, leave: (call: number) => unknown): Twin {
  let calls = 0;
  return { body: () => void (calls++ % period === 0 && leave(calls)) };
}

function makeRows(count: number): object[] {
  return Array.from({ length: count }, (_, index) => makeRow(index));
}

function makeRow(a: number): { readonly a: number; readonly b: number; readonly c: number; readonly d: number } {
  return { a, b: 1, c: 2, d: 3 };
}

// The same numbers in every run: a linear congruential generator.
function createChance(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function enlarge(times: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * times.length);
  larger.set(times);
  return larger;
}

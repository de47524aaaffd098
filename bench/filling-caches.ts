// Prints how often a cache that is full at last is called leaking: `npm run bench:caches [-- --timeout MS]`.
import { parseArgs } from "node:util";
import { checkLeak, type LeakOptions } from "@leakproof/core";

const { values } = parseArgs({ options: { timeout: { type: "string", default: "5000" } } });

const SMALLEST = 1000;
const LARGEST = 20_000;
const STEP = 700;

type Verdicts = Record<"clean" | "inconclusive" | "leaking", number>;

/** A cache that lets its oldest entry go where it would have more than so many. */
const caches: Readonly<Record<string, (entries: number) => () => void>> = {
  array: (entries) => {
    const kept: object[] = [];
    return () => {
      kept.push({ parts: [{}, {}] });
      if (kept.length > entries) kept.shift();
    };
  },
  map: (entries) => {
    const kept = new Map<number, object>();
    let next = 0;
    return () => {
      kept.set(next++, { part: {} });
      if (kept.size > entries) kept.delete(next - entries - 1);
    };
  },
};

interface Way {
  readonly options: LeakOptions;
  /** What the machine is said to have left. */
  readonly availableBytes: number;
}

const ways: Readonly<Record<string, Way>> = {
  "with a snapshot": { options: {}, availableBytes: Infinity },
  "no memory for a snapshot": { options: {}, availableBytes: 1 },
  "no snapshot wanted": { options: { explain: false }, availableBytes: Infinity },
};

for (const [way, { options, availableBytes }] of Object.entries(ways)) {
  process.availableMemory = () => availableBytes;
  console.log(`${way}: ${describe(await judge(options))}`);
}

async function judge(options: LeakOptions): Promise<Verdicts> {
  const verdicts: Verdicts = { clean: 0, inconclusive: 0, leaking: 0 };
  for (let entries = SMALLEST; entries < LARGEST; entries += STEP) {
    for (const [sort, create] of Object.entries(caches)) {
      const { verdict, cost } = await checkLeak(create(entries), { ...options, timeout: Number(values.timeout) });
      verdicts[verdict.kind]++;
      if (verdict.kind === "leaking")
        console.log(`  ${sort} of ${entries} entries: leaking by ${verdict.proof} after ${cost.calls} calls`);
    }
  }
  return verdicts;
}

function describe({ clean, inconclusive, leaking }: Verdicts): string {
  return `${clean + inconclusive + leaking} caches, ${clean} clean, ${inconclusive} withheld, ${leaking} called leaking`;
}

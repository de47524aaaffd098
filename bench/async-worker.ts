// One part of the bench of pending work, in a process of its own.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { checkAsyncOps } from "@leakproof/core";
import { asyncCases } from "../test/conformance/async-cases.ts";

const parts: Readonly<Record<string, (arg: string | undefined) => Promise<void>>> = { cost, repeats };

const [part = "", arg] = process.argv.slice(2);
await parts[part]!(arg);
process.exit();

async function cost(): Promise<void> {
  console.log(
    `\nA clean check, in forced collections of the same heap (Node ${process.versions.node}, median of 40, taken in turn)`,
  );
  for (const megabytes of [0, 50]) {
    const ballast = Array.from({ length: megabytes * 8000 }, (_, index) => ({ index, name: `item ${index}` }));
    await printRatio("a body that does nothing", () => {});
    await printRatio("an async body", async () => void (await Promise.resolve()));
    await printRatio("a timer that is cleared", () => clearTimeout(setTimeout(() => {}, 1e6)));
    await printRatio("a promise that is abandoned", () => void new Promise(() => {}));
    ballast.length = 0;
  }

  console.log("\nSlow-down of the body while a check follows it (median of 15, taken in turn)");
  const server = createServer((_, response) => response.end("ok"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await printSlowDown("20,000 awaits of nothing", () => awaitNothing(20_000));
  await printSlowDown("200,000 awaits of nothing", () => awaitNothing(200_000));
  await printSlowDown("100 requests with fetch()", () => fetchMany(origin, 100));
  await printSlowDown("JSON of 2 MB, written and read 10 times", writeJson);
  server.closeAllConnections();
  server.close();
}

async function printRatio(name: string, body: () => unknown): Promise<void> {
  const checks: number[] = [];
  const collections: number[] = [];
  let made = 0;
  for (let index = 0; index < 45; index++) {
    const start = performance.now();
    const record = await checkAsyncOps(body);
    const milliseconds = performance.now() - start;
    const collection = timeOfOneCollection();
    made = Math.max(made, record.cost.collections);
    if (record.verdict.kind !== "clean") throw new Error(`${name} is not clean`);
    if (index < 5) continue;
    checks.push(milliseconds);
    collections.push(collection);
  }
  const heap = `${Math.round(process.memoryUsage().heapUsed / 1e6)} MB heap`.padEnd(12);
  const ratio = (median(checks) / median(collections)).toFixed(2);
  console.log(
    `  ${heap} ${name.padEnd(28)} ${ratio.padStart(6)} ×   ${median(checks).toFixed(1)} ms, ${made} collections made`,
  );
}

// Not ours: the yardstick must not come from what is measured.
function timeOfOneCollection(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("run with --expose-gc");
  const start = performance.now();
  gc();
  return performance.now() - start;
}

async function printSlowDown(name: string, body: () => Promise<unknown>): Promise<void> {
  const [plain, followed]: [number[], number[]] = [[], []];
  for (let index = 0; index < 17; index++) {
    const alone = await timeOf(body);
    let inside = 0;
    await checkAsyncOps(async () => {
      inside = await timeOf(body);
    });
    if (index < 2) continue;
    plain.push(alone);
    followed.push(inside);
  }
  console.log(
    `  ${name.padEnd(42)} ${(median(followed) / median(plain)).toFixed(1).padStart(6)} ×   from ${median(plain).toFixed(1)} to ${median(followed).toFixed(1)} ms`,
  );
}

async function timeOf(body: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}

async function awaitNothing(times: number): Promise<number> {
  const nothing = async (value: number): Promise<number> => {
    await Promise.resolve();
    return value;
  };
  let sum = 0;
  for (let index = 0; index < times; index++) sum += await nothing(index);
  return sum;
}

async function fetchMany(origin: string, times: number): Promise<void> {
  for (let index = 0; index < times; index++) await (await fetch(origin)).text();
}

async function writeJson(): Promise<unknown> {
  const value = Array.from({ length: 20_000 }, (_, index) => ({ index, name: `item ${index}` }));
  let copy: unknown = value;
  for (let index = 0; index < 10; index++) copy = JSON.parse(JSON.stringify(copy));
  return copy;
}

async function repeats(times = "1000"): Promise<void> {
  let checks = 0;
  const alarms = new Map<string, number>();
  while (checks < Number(times)) {
    for (const { name, clean } of asyncCases) {
      const twin = await clean();
      const { verdict } = await checkAsyncOps(twin.body);
      await twin.end?.();
      if (verdict.kind !== "clean") alarms.set(name, (alarms.get(name) ?? 0) + 1);
      if (++checks >= Number(times)) break;
    }
  }
  const told = [...alarms].map(([name, count]) => `${count} × ${name}`).join(", ");
  console.log(
    `\n${checks} clean checks (the clean twins in turn) with another core kept busy, Node ${process.versions.node}: ` +
      `${[...alarms.values()].reduce((sum, count) => sum + count, 0)} false alarms${told === "" ? "" : `: ${told}`}`,
  );
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

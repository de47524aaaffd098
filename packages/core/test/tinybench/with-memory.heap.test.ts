import { Bench } from "tinybench";
import { expect, test } from "vitest";
import { type MemoryOptions, type WithMemory, withMemory } from "../../src/tinybench/index.ts";

const sink: { value?: unknown } = {};

function createBench(options?: MemoryOptions): Bench & WithMemory {
  return withMemory(new Bench({ time: 20, warmupTime: 10, iterations: 8 }), options);
}

test("what its hooks allocate is not the task's", async () => {
  // Samples of nothing: in the time of the other benches their hooks would run for half a minute.
  const bench = withMemory(new Bench({ time: 2, warmupTime: 1, iterations: 8 }));
  bench.add("task", () => {}, { beforeEach: () => void (sink.value = Array.from({ length: 1000 })) });

  await bench.run();

  expect(bench.memory.get("task")?.allocatedBytesPerCall).toBeLessThan(400);
});

test("a task is measured between the set-up of the benchmark and its teardown, as it was timed", async () => {
  let opened: object[] | undefined;
  const bench = withMemory(
    new Bench({
      time: 20,
      warmupTime: 10,
      iterations: 8,
      setup: () => void (opened = []),
      teardown: () => void (opened = undefined),
    }),
  );
  bench.add("task", () => void opened?.push({ a: 1 }));

  await bench.run();

  expect(bench.memory.get("task")?.record.verdict.kind).toBe("leaking");
  expect(opened).toBeUndefined();
});

test("what is retained is told beside what is allocated: in the table, by name, and in the result", async () => {
  // No table, which would move as it doubles.
  let kept: object | undefined;
  const bench = createBench();
  bench.add("keeps", () => void (kept = { next: kept }));
  bench.add("lets go", () => void (sink.value = { a: 1 }));

  await bench.run();

  const rows = bench
    .table()
    .map((row) => [row?.["Task name"], row?.["Retained per call"], row?.["Allocated per call"]]);
  expect(rows).toEqual([
    ["keeps", expect.stringMatching(/^3[23](?:\.\d+)? B$/), "32 B"],
    ["lets go", "0 B", "32 B"],
  ]);
  expect(bench.memory.get("keeps")?.record.verdict.kind).toBe("leaking");
  expect(bench.tasks[1]?.result).toMatchObject({ state: "completed", memory: { retainedBytesPerCall: 0 } });
});

test("a converter of the user's own makes the table alone", async () => {
  const bench = createBench();
  bench.add("task", () => {});

  await bench.run();

  expect(bench.table(({ name }) => ({ name }))).toEqual([{ name: "task" }]);
});

test("a task over its budget lets the run fail, and says by how much", async () => {
  const bench = createBench({ budget: { retained: 0, allocated: "20 B" } });
  bench.add("within", () => {});
  bench.add("over", () => void (sink.value = { a: 1 }));

  await expect(bench.run()).rejects.toThrow("over allocates 32 B per call, over its budget of 20 B");

  expect(bench.memory.size).toBe(2);
});

test("a task that throws is left to tinybench", async () => {
  const bench = createBench();
  bench.add("fails", () => {
    throw new Error("no");
  });

  const [task] = await bench.run();

  expect(task?.result.state).toBe("errored");
  expect(bench.memory.size).toBe(0);
});

test.each([
  [() => createBench({ budget: { retained: "1 parsec" } }), 'budget.retained: "1 parsec" is no size'],
  [() => withMemory(new Bench().add("task", () => {})), "the benchmark has tasks already"],
])("a mistake is told at once", (mistake, message) => {
  expect(mistake).toThrow(message);
});

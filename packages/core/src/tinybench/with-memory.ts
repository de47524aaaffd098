import type { LeakOptions } from "../options.ts";
import { describeAllocated, describeRetained } from "../report/task-memory.ts";
import { excessesOf, limitsOf, type MemoryBudget, MemoryBudgetError } from "./memory-budget.ts";
import { type MeasuredTask, measureTask, type TaskMemory } from "./task-memory.ts";

/** How memory is measured beside time. */
export interface MemoryOptions {
  /** What each task may retain and allocate; `run()` rejects when one exceeds it. @default no budget */
  readonly budget?: MemoryBudget;
  /** Options of the check for what is retained, as those of `toLeakMemory`. @default `{ timeout: 10_000, explain: "counts" }` */
  readonly retained?: Omit<LeakOptions, "setup" | "teardown">;
}

/** As much of tinybench's `Task` as is needed, in versions 2.9 to 6. */
export interface TaskLike {
  readonly name: string;
  readonly result?: object | undefined;
}

interface TaskHooks {
  readonly beforeAll?: TaskHook | undefined;
  readonly beforeEach?: TaskHook | undefined;
  readonly afterEach?: TaskHook | undefined;
  readonly afterAll?: TaskHook | undefined;
}
type TaskHook = (this: never, mode?: never) => unknown;

/** What a benchmark does around each of its tasks. */
export interface BenchHooks {
  readonly setup?: BenchHook | undefined;
  readonly teardown?: BenchHook | undefined;
}
type BenchHook = (task: never, mode: never) => unknown;

/** As much of tinybench's `Bench` as is needed, in versions 2.9 to 6. */
export interface BenchLike extends BenchHooks {
  readonly tasks: readonly TaskLike[];
  /** Has the hooks in versions 3 to 5. */
  readonly opts?: BenchHooks;
  add(name: string, fn: () => unknown, options?: object): unknown;
  run(): Promise<readonly TaskLike[]>;
  table(convert?: never): readonly (object | null)[];
}

/** What {@link withMemory} adds to a benchmark. */
export interface WithMemory {
  /** The memory of each task that ran, by name. */
  readonly memory: ReadonlyMap<string, TaskMemory>;
}

/**
 * Adds to every task of a tinybench benchmark how many bytes a call retains and how many it allocates: columns of `bench.table()`,
 * `bench.memory`, and the field `memory` of each result. Memory is measured after all tasks were timed, in calls of its own, so that
 * no timed sample is touched.
 *
 * Knows the tasks that are added afterwards: wrap the benchmark before it gets any. `runSync()` measures no memory.
 *
 * @param bench - a `Bench` of tinybench 2.9 to 6
 * @returns the same object
 * @throws TypeError for a size that is none, or a benchmark that has tasks already
 * @example
 * const bench = withMemory(new Bench({ time: 100 }), { budget: { retained: "0 B", allocated: "1 kB" } });
 * bench.add("parse", () => parse(text));
 * await bench.run();
 * console.table(bench.table());
 */
export function withMemory<B extends BenchLike>(bench: B, options: MemoryOptions = {}): B & WithMemory {
  if (bench.tasks.length > 0)
    throw new TypeError("withMemory: the benchmark has tasks already: wrap it before the first `add`");
  const limits = limitsOf(options.budget ?? {});
  const retained = { timeout: 10_000, explain: "counts", ...options.retained } as const;
  const added = new Map<string, AddedTask>();
  const memory = new Map<string, TaskMemory>();
  const add = bench.add.bind(bench);
  const run = bench.run.bind(bench);
  const table = bench.table.bind(bench);

  const wrapped = {
    memory,
    add(name: string, fn: () => unknown, hooks: TaskHooks = {}): unknown {
      const result: unknown = add(name, fn, hooks);
      added.set(name, { fn, hooks });
      return result;
    },
    async run(): Promise<readonly TaskLike[]> {
      const tasks = await run();
      const excesses: string[] = [];
      for (const task of tasks) {
        const measured = added.get(task.name);
        if (measured === undefined || hasFailed(task)) continue;
        const found = await measureWithHooks(bench, task, measured, retained);
        memory.set(task.name, found);
        giveResult(task, found);
        excesses.push(...excessesOf(task.name, found, limits));
      }
      if (excesses.length > 0) throw new MemoryBudgetError(excesses.join("\n"));
      return tasks;
    },
    table(convert?: never): readonly (object | null)[] {
      const rows = table(convert);
      if (convert !== undefined) return rows;
      return rows.map((row, index) => {
        const found = memory.get(bench.tasks[index]?.name ?? "");
        return row === null || found === undefined ? row : { ...row, ...columnsOf(found) };
      });
    },
  };
  return Object.assign(bench, wrapped);
}

interface AddedTask {
  readonly fn: () => unknown;
  readonly hooks: TaskHooks;
}

async function measureWithHooks(
  bench: BenchLike,
  task: TaskLike,
  { fn, hooks: { beforeAll, beforeEach, afterEach, afterAll } }: AddedTask,
  retained: LeakOptions,
): Promise<TaskMemory> {
  const bound = (hook: TaskHook | undefined): (() => unknown) | undefined =>
    hook === undefined ? undefined : () => Reflect.apply(hook, task, ["run"]);
  const around = async (hook: "setup" | "teardown"): Promise<void> => {
    const call = bench[hook] ?? bench.opts?.[hook];
    if (call !== undefined) await Reflect.apply(call, bench, [task, "run"]);
  };
  const measured: MeasuredTask = {
    name: task.name,
    call: () => fn.call(task),
    before: bound(beforeEach),
    after: bound(afterEach),
  };
  await around("setup");
  await bound(beforeAll)?.();
  try {
    return await measureTask(measured, retained);
  } finally {
    await bound(afterAll)?.();
    await around("teardown");
  }
}

function hasFailed({ result }: TaskLike): boolean {
  return result !== undefined && "error" in result && result.error !== undefined;
}

// Newer versions make the result anew each time it is asked for.
function giveResult(task: TaskLike, memory: TaskMemory): void {
  const { result } = task;
  Object.defineProperty(task, "result", { configurable: true, enumerable: true, value: { ...result, memory } });
}

function columnsOf(memory: TaskMemory): Record<string, string> {
  return { "Retained per call": describeRetained(memory), "Allocated per call": describeAllocated(memory) };
}

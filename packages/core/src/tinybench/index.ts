export type { Allocations } from "./allocations.ts";
export { type MemoryBudget, MemoryBudgetError } from "./memory-budget.ts";
export { describeMemory } from "../report/task-memory.ts";
export type { TaskMemory } from "./task-memory.ts";
export {
  type BenchHooks,
  type BenchLike,
  type MemoryOptions,
  type TaskLike,
  type WithMemory,
  withMemory,
} from "./with-memory.ts";

import type { RunnerTestCase } from "vitest";

/** Keeps what a test shows to reporters as its ordinary run left it, whatever its repetitions do. */
export interface ResultKeeper {
  /** To be called before a repetition. */
  readonly begin: () => void;
  /** To be called after a repetition; returns what it failed with. */
  readonly end: () => Error | undefined;
}

// In 3 and 4 some of these are other types', and attempts are in 5 only.
interface Result {
  state: string;
  errors?: readonly { readonly message: string }[] | undefined;
  note?: string | undefined;
  pending?: boolean | undefined;
  repeatCount?: number;
  retryCount?: number;
  attempts?: unknown[];
}

/** Takes note of the result of a test that has passed. */
export function keepResult(task: RunnerTestCase): ResultKeeper {
  const result = task.result as Result;
  const { errors, note, pending, repeatCount, retryCount } = result;
  const lists = [listOf(task, "annotations"), listOf(task, "artifacts"), listOf(task, "promises")];
  const lengths = lists.map((list) => list.length);
  let isFirst = true;
  return {
    begin: () => {
      result.state = "run";
      // By now that of the ordinary run is noted. Those of repetitions would pile up, and be reported.
      const { attempts } = result;
      if (isFirst && attempts !== undefined) Object.defineProperty(attempts, "push", { value: () => attempts.length });
      isFirst = false;
    },
    end: () => {
      const failure = failureOf(result, errors?.length ?? 0);
      Object.assign(result, { state: "pass", repeatCount, retryCount });
      restore(result, { errors, note, pending });
      for (const [index, list] of lists.entries()) list.length = Math.min(list.length, lengths[index] ?? 0);
      return failure;
    },
  };
}

function failureOf({ state, errors = [], note }: Result, known: number): Error | undefined {
  if (state === "pass") return undefined;
  if (state === "skip") return new Error(`it skips itself${note === undefined ? "" : `: ${note}`}`);
  return new Error(errors[known]?.message ?? "it fails without an error");
}

function restore(result: object, fields: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) Reflect.deleteProperty(result, name);
    else Reflect.set(result, name, value);
  }
}

function listOf(task: RunnerTestCase, name: string): unknown[] {
  const value: unknown = Reflect.get(task, name);
  return Array.isArray(value) ? value : [];
}

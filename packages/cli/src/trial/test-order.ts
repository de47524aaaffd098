import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestName } from "@leakproof/core/worker";
import * as v from "valibot";
import { childFile, type TrialCommand } from "./resolve-command.ts";

/** A test that began. */
export interface RanTest extends TestName {
  /** Tells the processes and threads of a run apart. */
  readonly worker: string;
}

/** Which tests are to run: some of them in this order, or all that the command selects. */
export type ChosenTests = readonly TestName[] | "all";

/** Writes down which tests are wanted; gives what the runner has to find in its environment. */
export async function askForTests(chosen: ChosenTests, folder: string): Promise<Readonly<Record<string, string>>> {
  const order = { LEAKPROOF_TEST_ORDER: orderFile(folder) };
  if (chosen === "all") return order;
  const list = join(folder, "only-tests.json");
  await writeFile(list, JSON.stringify(chosen));
  return { ...order, LEAKPROOF_ONLY_TESTS: list };
}

const RAN = v.object({ file: v.string(), test: v.string(), worker: v.string() });

/** Reads which tests ran, in their order; further attempts at the same test are left out. */
export async function readOrder(folder: string): Promise<RanTest[]> {
  const text = await readFile(orderFile(folder), "utf8").catch(() => "");
  const ran = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => v.parse(RAN, JSON.parse(line)));
  return ran.filter((test, index) => !isSame(test, ran[index - 1]));
}

/** What is different between the tests that ran and those that were wanted; undefined if nothing is. */
export function compareOrder(ran: readonly TestName[], chosen: readonly TestName[]): string | undefined {
  const at = chosen.findIndex((test, index) => !isSame(test, ran[index]));
  if (at >= 0) return `${ran[at]?.test ?? "nothing"} ran where ${chosen[at]?.test} was to run`;
  return ran.length > chosen.length ? `${ran[chosen.length]?.test} ran too` : undefined;
}

/** The arguments that make a runner run its tests one after the other in one worker, as far as the project lets it. */
export function inOneWorker(command: Extract<TrialCommand, { kind: "records" }>): TrialCommand {
  if (command.runner === "vitest") return { ...command, args: [...command.args, "--no-file-parallelism"] };
  const isLimited = command.args.some((arg) => /^(?:-i|--runInBand|-w|--maxWorkers)(?:=|$)/.test(arg));
  const own = [...(isLimited ? [] : ["--runInBand"]), `--testSequencer=${childFile("jest-order")}`];
  return { ...command, args: [...command.args, ...own] };
}

function isSame(one: TestName, other: TestName | undefined): boolean {
  return one.file === other?.file && one.test === other.test;
}

function orderFile(folder: string): string {
  return join(folder, "test-order.ndjson");
}

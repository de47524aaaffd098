import { join } from "node:path";
import type { NodeMajor } from "../e2e/install-hosts.ts";
import { runJest } from "../e2e/run-jest.ts";
import { type Pool, runVitest } from "../e2e/run-vitest.ts";
import { asyncCases } from "./async-cases.ts";
import { onlyCases } from "./only-cases.ts";

interface Tests {
  readonly [name: string]: { readonly status: string; readonly failures: readonly string[] };
}

/** A runner on a Node. */
export interface AsyncRunner {
  readonly name: string;
  readonly run: (args: readonly string[]) => Promise<{ readonly tests: Tests }>;
}

const files = { "async-cases.ts": join(import.meta.dirname, "async-cases.ts") };

/** A Vitest on a Node, in one of its pools. */
export function vitestOn(vitest: 3 | 4 | 5, node: NodeMajor, pool: Pool = "forks"): AsyncRunner {
  return {
    name: `Vitest ${vitest} on Node ${node}${pool === "forks" ? "" : ` in ${pool}`}`,
    run: (args) => runVitest({ fixture: "async-conformance", vitest, node, pool, files, args }),
  };
}

/** A Jest on a Node. */
export function jestOn(jest: 29 | 30, node: NodeMajor): AsyncRunner {
  return {
    name: `Jest ${jest} on Node ${node}`,
    run: (args) => runJest({ fixture: "jest-async-conformance", jest, node, files, args }),
  };
}

/** Every runner on every Node that it runs on, and every pool once. */
export const asyncRunners: readonly AsyncRunner[] = [
  ...([20, 22, 24, 26] as const).flatMap((node) => [
    vitestOn(3, node),
    vitestOn(4, node),
    ...(node === 20 ? [] : [vitestOn(5, node)]),
    jestOn(29, node),
    jestOn(30, node),
  ]),
  vitestOn(5, 24, "threads"),
  vitestOn(5, 22, "vmForks"),
  vitestOn(5, 26, "vmThreads"),
];

/** Lets a runner judge both twins of every case of pending work, or of those that are chosen; says what it judged wrongly, or not at all. */
export async function wrongAsyncVerdicts(
  { run }: AsyncRunner,
  cases: readonly { readonly name: string }[] = asyncCases,
): Promise<readonly string[]> {
  const { tests } = await run([onlyCases(cases)]);
  return cases.flatMap(({ name }) =>
    (["leaky", "clean"] as const).flatMap((twin) => {
      const test = tests[`${name} > ${twin}`];
      if (test === undefined) return [`${name}, ${twin}: no verdict`];
      const isRight = test.status === (twin === "clean" ? "passed" : "failed");
      return isRight ? [] : [`${name}, ${twin}: ${test.status}${test.failures.map((text) => `\n${text}`).join("")}`];
    }),
  );
}

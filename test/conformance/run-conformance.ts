import { join } from "node:path";
import type { LeakRecord } from "@leakproof/core/matchers";
import { runJest } from "../e2e/run-jest.ts";
import { runVitest } from "../e2e/run-vitest.ts";
import { conformanceCases } from "./cases.ts";
import { onlyCases } from "./only-cases.ts";

type VerdictKind = LeakRecord["verdict"]["kind"];

/** What each runner made of one twin. */
export interface ConformanceRow {
  readonly name: string;
  readonly twin: "leaky" | "clean";
  /** By runner; none where it gave no verdict. */
  readonly verdicts: Readonly<Record<string, VerdictKind | undefined>>;
}

const files = { "cases.ts": join(import.meta.dirname, "cases.ts") };

const runners = {
  "Vitest 5": async (args) => {
    const { tests } = await runVitest({ fixture: "conformance", vitest: 5, files, args });
    return Object.values(tests).flatMap(({ records }) => records);
  },
  "Jest 29": async (args) => (await runJest({ fixture: "jest-conformance", jest: 29, files, args })).records,
  "Jest 30": async (args) => (await runJest({ fixture: "jest-conformance", jest: 30, files, args })).records,
} satisfies Readonly<Record<string, (args: readonly string[]) => Promise<readonly LeakRecord[]>>>;

export type RunnerName = keyof typeof runners;

/** Lets every runner, or those that are named, judge every case of the conformance suite, or those that are chosen. */
export async function runConformance(
  names: readonly RunnerName[] = Object.keys(runners) as RunnerName[],
  cases: readonly { readonly name: string }[] = conformanceCases,
): Promise<readonly ConformanceRow[]> {
  const judged: { readonly name: string; readonly records: readonly LeakRecord[] }[] = [];
  for (const name of names) judged.push({ name, records: await runners[name]([onlyCases(cases)]) });
  const byRunner = new Map(
    judged.map(({ name, records }) => [
      name,
      new Map<string | undefined, VerdictKind>(records.map(({ subject, verdict }) => [subject.test, verdict.kind])),
    ]),
  );
  return cases.flatMap(({ name }) =>
    (["leaky", "clean"] as const).map((twin) => ({
      name,
      twin,
      verdicts: Object.fromEntries(
        [...byRunner].map(([runner, verdicts]) => [runner, verdicts.get(`${name} > ${twin}`)]),
      ),
    })),
  );
}

/** Whether a runner judged a twin as what it is. */
export function isRight({ twin }: ConformanceRow, verdict: VerdictKind | undefined): boolean {
  return verdict === (twin === "leaky" ? "leaking" : "clean");
}

/** What was judged wrongly, or not at all, in words. */
export function wrongVerdicts(rows: readonly ConformanceRow[]): readonly string[] {
  return rows.flatMap((row) =>
    Object.entries(row.verdicts)
      .filter(([, verdict]) => !isRight(row, verdict))
      .map(([runner, verdict]) => `${runner}: ${row.name}, ${row.twin}: ${verdict}`),
  );
}

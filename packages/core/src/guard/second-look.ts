import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutWatching } from "../async/track/frames.ts";
import { judgeSuite, type TestBudgets } from "../budget/judge-suite.ts";
import { realTimer } from "../collect/real-time.ts";
import { describeSecondLook } from "../report/second-look.ts";
import { LOOK_VARIABLE } from "../runner/look-folder.ts";
import type { SuiteRecord } from "./suite-record.ts";

/** How a file is run once more, alone, in a process of its own. */
export interface SecondLookRequest {
  /** The script that runs it; it is given the folder that holds `request.json`. */
  readonly script: string;
  /** What the script needs to know. */
  readonly request: object;
  readonly execArgv: readonly string[];
  /** Folder of the project: paths are told relative to it. */
  readonly root: string;
  /** Milliseconds after which it is given up. */
  readonly timeoutMs: number;
}

/** Leaves the record of a second look to the run that asked for it. */
export async function leaveRecord(folder: string, record: SuiteRecord): Promise<void> {
  await writeFile(join(folder, "record.json"), JSON.stringify(record));
}

/**
 * Runs a file that retained too much once more, and reads memory at the end of every hook and test: that confirms the growth, and tells
 * who is to blame for it.
 */
export async function lookAgain(
  first: SuiteRecord,
  request: SecondLookRequest,
  budgets?: TestBudgets,
): Promise<SuiteRecord> {
  const start = performance.now();
  const stop = realTimer(SILENT_MS, () => process.stderr.write(`${describeSecondLook(first, request.root)}\n`));
  const look = await runOnceMore(request);
  stop();
  return { ...confirm(first, look, budgets), cost: addCost(first, look, performance.now() - start) };
}

// Who waits for longer wants to know what for.
const SILENT_MS = 2000;

/** Gives the verdict of both runs: what the second does not show as well is no proof. */
export function confirm(first: SuiteRecord, look: SuiteRecord | undefined, budgets?: TestBudgets): SuiteRecord {
  if (look === undefined) {
    const reason = "it retained more than its limit, and could not be run once more to find out where";
    return { ...first, verdict: withoutMemory(first, budgets) ?? { kind: "inconclusive", reason } };
  }
  const { retained, phases } = look;
  const verdict = judgeSuite({ ...first, retained, phases }, first.budget, budgets);
  if (verdict.kind === "over") return { ...first, verdict, retained, phases };
  // An estimate from above proves nothing against an exact reading. Nor does a file prove anything that was within its limit, and run
  // once more for those of its tests.
  if (first.isEstimate === true || first.verdict.kind === "within") {
    const { isEstimate: _, ...exact } = first;
    return { ...exact, verdict, retained, phases };
  }
  const reason =
    "what it retained in the run was not retained when it was run once more, hook by hook and test by test";
  return { ...first, verdict: { kind: "inconclusive", reason }, phases };
}

// What is open needs no confirmation.
function withoutMemory(
  { budget, leftOpen, noiseBytes }: SuiteRecord,
  budgets: TestBudgets | undefined,
): SuiteRecord["verdict"] | undefined {
  const nothing = { heap: 0, external: 0, arrayBuffers: 0 };
  const verdict = judgeSuite({ leftOpen, noiseBytes, retained: nothing, phases: [] }, budget, budgets);
  return verdict.kind === "over" ? verdict : undefined;
}

function addCost({ cost }: SuiteRecord, look: SuiteRecord | undefined, milliseconds: number): SuiteRecord["cost"] {
  return {
    collections: cost.collections + (look?.cost.collections ?? 0),
    milliseconds: cost.milliseconds + milliseconds,
  };
}

async function runOnceMore(request: SecondLookRequest): Promise<SuiteRecord | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "leakproof-look-"));
  try {
    await writeFile(join(folder, "request.json"), JSON.stringify(request.request));
    await runScript(request, folder);
    return JSON.parse(await readFile(join(folder, "record.json"), "utf8")) as SuiteRecord;
  } catch {
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// Those of the runner that this process belongs to would make the other one take itself for its worker.
const FOREIGN =
  /^(?:VITEST|VITEST_.*|JEST_WORKER_ID|TEST|LEAKPROOF_RECORDS|LEAKPROOF_GUARD_CHANNEL|NODE_CHANNEL_FD|NODE_V8_COVERAGE)$/;

function runScript({ script, execArgv, timeoutMs }: SecondLookRequest, folder: string): Promise<void> {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const env = { ...Object.fromEntries(inherited), [LOOK_VARIABLE]: folder };
  return withoutWatching(
    () =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [...execArgv, script, folder], {
          env,
          stdio: process.env["LEAKPROOF_GUARD_DEBUG"] === undefined ? "ignore" : "inherit",
        });
        const stop = realTimer(timeoutMs, () => child.kill("SIGKILL"));
        child.once("error", reject);
        child.once("close", () => {
          stop();
          resolve();
        });
      }),
  );
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "@jest/types";
import type { AnyRecord, SuiteRecord } from "@leakproof/core/matchers";
import { judgeStatements, type RunProject, type RunResults } from "./end-of-run.ts";
import { CHANNEL_VARIABLE } from "./guard-channel.ts";

/**
 * Jest's reporter that tells at the end of a run what the guard found, which budgets no test file has, which fails the run, and, if all
 * tests ran, which known leaks matched nothing.
 */
export default class GuardReporter {
  readonly #config: Config.GlobalConfig;
  #folder: string | undefined;
  #mistake: Error | undefined;

  constructor(config: Config.GlobalConfig) {
    this.#config = config;
  }

  /** Opens the file that the workers of the run write to. */
  onRunStart(): void {
    this.#folder = mkdtempSync(join(tmpdir(), "leakproof-guard-"));
    const channel = join(this.#folder, "records.ndjson");
    writeFileSync(channel, "");
    process.env[CHANNEL_VARIABLE] = channel;
  }

  /** Prints what they wrote. */
  async onRunComplete(contexts: Iterable<RunProject>, results: RunResults): Promise<void> {
    const folder = this.#folder;
    if (folder === undefined) return;
    Reflect.deleteProperty(process.env, CHANNEL_VARIABLE);
    const lines = readFileSync(join(folder, "records.ndjson"), "utf8").split("\n");
    rmSync(folder, { recursive: true, force: true });
    const records = lines.flatMap((line) => (line === "" ? [] : [JSON.parse(line) as AnyRecord]));
    await this.#tellSuites(records.filter((record) => record.kind === "suite"));
    const { mistakes, remarks } = judgeStatements({ globalConfig: this.#config, contexts, results, records });
    for (const text of [...mistakes, ...remarks]) process.stderr.write(`\n${text}\n`);
    this.#mistake = mistakes.length === 0 ? undefined : new Error(mistakes.join("\n"));
  }

  /** Has Jest fail the run. */
  getLastError(): Error | undefined {
    return this.#mistake;
  }

  async #tellSuites(records: readonly SuiteRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { colorsOfTerminal, renderSuites } = await import("@leakproof/core/guard-report");
    const text = renderSuites(records, { root: this.#config.rootDir, colors: colorsOfTerminal(process.stderr) });
    process.stderr.write(`\n${text}\n`);
  }
}

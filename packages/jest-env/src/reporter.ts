import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "@jest/types";
import type { SuiteRecord } from "@leakproof/core/matchers";
import { CHANNEL_VARIABLE } from "./guard-channel.ts";

/** Jest's reporter that tells at the end of a run what the guard found. */
export default class GuardReporter {
  readonly #root: string;
  #folder: string | undefined;

  constructor({ rootDir }: Pick<Config.GlobalConfig, "rootDir">) {
    this.#root = rootDir;
  }

  /** Opens the file that the workers of the run write to. */
  onRunStart(): void {
    this.#folder = mkdtempSync(join(tmpdir(), "leakproof-guard-"));
    const channel = join(this.#folder, "records.ndjson");
    writeFileSync(channel, "");
    process.env[CHANNEL_VARIABLE] = channel;
  }

  /** Prints what they wrote. */
  async onRunComplete(): Promise<void> {
    const folder = this.#folder;
    if (folder === undefined) return;
    Reflect.deleteProperty(process.env, CHANNEL_VARIABLE);
    const lines = readFileSync(join(folder, "records.ndjson"), "utf8").split("\n");
    rmSync(folder, { recursive: true, force: true });
    const records = lines.flatMap((line) => (line === "" ? [] : [JSON.parse(line) as SuiteRecord]));
    if (records.length === 0) return;
    const { colorsOfTerminal, renderSuites } = await import("@leakproof/core/guard-report");
    const text = renderSuites(records, { root: this.#root, colors: colorsOfTerminal(process.stderr) });
    process.stderr.write(`\n${text}\n`);
  }
}

import { appendFileSync } from "node:fs";
import type { SuiteRecord } from "@leakproof/core/guard";
import type { AnyRecord } from "@leakproof/core/matchers";

/** Names the environment variable that tells the workers of a run where its reporter looks for what the guard found. */
export const CHANNEL_VARIABLE = "LEAKPROOF_GUARD_CHANNEL";

/** Hands what the guard found in a file to the reporter; where there is none, what exceeds a budget is told at once. */
export async function reportSuite(record: SuiteRecord, root: string): Promise<void> {
  const channel = process.env[CHANNEL_VARIABLE];
  if (channel !== undefined) {
    passRecord(record);
  } else if (record.verdict.kind !== "within") {
    const { renderSuites } = await import("@leakproof/core/guard-report");
    process.stderr.write(`\n${renderSuites([record], { root })}\n`);
  }
}

/** Hands a record to the reporter, if there is one. */
export function passRecord(record: AnyRecord): void {
  const channel = process.env[CHANNEL_VARIABLE];
  if (channel !== undefined) appendFileSync(channel, `${JSON.stringify(record)}\n`);
}

import { readFile } from "node:fs/promises";
import type { LeakRecord } from "@leakproof/core";

/** Reads the records that a run wrote; a last line that was cut off is left out. */
export async function readRecords(file: string): Promise<LeakRecord[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      const record = JSON.parse(line) as LeakRecord;
      return typeof record.verdict?.kind === "string" ? [record] : [];
    } catch {
      return [];
    }
  });
}

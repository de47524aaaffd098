import { readFile } from "node:fs/promises";
import type { AnyRecord } from "@leakproof/core";

/** Reads the records that a run wrote; a last line that was cut off is left out. */
export async function readRecords(file: string): Promise<AnyRecord[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      const record = JSON.parse(line) as AnyRecord;
      return typeof record.verdict?.kind === "string" ? [record] : [];
    } catch {
      return [];
    }
  });
}

import type { LeakRecord } from "@leakproof/core/matchers";
import { complaintsAbout } from "./records-schema.ts";

/** Reads the records of a records file, whose every line has to be valid by the published schema. */
export function readRecords(text: string): LeakRecord[] {
  const complaints = complaintsAbout(text);
  if (complaints.length > 0) throw new Error(`the records are not valid:\n${complaints.join("\n")}`);
  return text.split("\n").flatMap((line) => {
    const value = line === "" ? undefined : (JSON.parse(line) as Partial<LeakRecord>);
    return value?.verdict === undefined ? [] : [value as LeakRecord];
  });
}

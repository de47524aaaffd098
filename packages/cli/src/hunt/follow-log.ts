import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** Reads what is added to a file, line by line. */
export interface FollowedLog {
  /** Gives the whole lines that were added since. */
  readonly read: () => string[];
}

/** Follows a file from an offset on. */
export function followLog(file: string, from: number): FollowedLog {
  const decoder = new StringDecoder("utf8");
  let offset = from;
  let rest = "";
  return {
    read: () => {
      const handle = openSync(file, "r");
      try {
        const buffer = Buffer.alloc(Math.max(0, fstatSync(handle).size - offset));
        const bytes = readSync(handle, buffer, 0, buffer.length, offset);
        offset += bytes;
        const lines = (rest + decoder.write(buffer.subarray(0, bytes))).split("\n");
        rest = lines.pop() ?? "";
        return lines;
      } finally {
        closeSync(handle);
      }
    },
  };
}

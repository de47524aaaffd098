import type { Leak } from "../../src/trace/leak.ts";

/** A leak to report, with some fields of one's own. */
export function leakOf(fields: Partial<Leak>): Leak {
  return { ...closureInSet, ...fields };
}

const closureInSet: Leak = {
  className: "closure finish",
  kind: "set entry",
  names: { holder: "`inflight`", holderClass: "Set" },
  fingerprint: "0123456789ab",
  signature: "own > src/job.ts > variable `inflight`: Set > Set entry: closure finish",
  count: 64,
  perCall: 1,
  alive: 100,
  shallowBytesPerCall: 96,
  retainedBytesPerCall: 262_410,
  owner: { kind: "own" },
  holder: "module variable `inflight` (Set) in src/job.ts:12",
  allocatedAt: { file: "/project/src/job.ts", line: 31, column: 3, functionName: "download" },
  suspect: 2,
  trace: [
    {
      reference: "",
      name: "module",
      status: "NO",
      reason: "existed before the calls",
      position: { file: "/project/src/job.ts", line: 1, column: 1 },
    },
    {
      reference: "module variable `inflight`",
      name: "Set",
      status: "NO",
      reason: "existed before the calls",
      position: { file: "/project/src/job.ts", line: 12, column: 7 },
    },
    {
      reference: "Set entry",
      name: "closure finish",
      status: "YES",
      reason: "1 born in every call",
      position: { file: "/project/src/job.ts", line: 33, column: 18 },
    },
    { reference: "variable `buffer`", name: "Buffer", status: "YES", reason: "1 born in every call" },
  ],
  victims: [
    { className: "Buffer", perCall: 1, shallowBytesPerCall: 262_144 },
    { className: "Promise (pending)", perCall: 2, shallowBytesPerCall: 96 },
  ],
};

import { join } from "node:path";
import type { SuiteRecord } from "@leakproof/core";
import { PROJECT } from "./recorded-run.ts";

const runtime = { node: "24.21.0", v8: "13.6.233.17-node.53", platform: "linux", arch: "x64" } as const;

const position = (file: string, line: number): { file: string; line: number; column: number } => ({
  file: join(PROJECT, file),
  line,
  column: 3,
});

/** A test file that keeps to its budget. */
export const within: SuiteRecord = {
  version: 1,
  kind: "suite",
  subject: { file: join(PROJECT, "test", "pages.test.ts") },
  verdict: { kind: "within" },
  budget: { retainedBytes: 512_000, handles: 0, origin: "the default" },
  tests: 12,
  retained: { heap: 120_000, external: 0, arrayBuffers: 1000 },
  runnerBytes: 30_000,
  noiseBytes: 20_000,
  phases: [],
  leftOpen: [],
  cost: { collections: 4, milliseconds: 60 },
  runtime,
};

/** One that does not: a test retains too much, and a hook leaves a server open. */
export const over: SuiteRecord = {
  ...within,
  subject: { file: join(PROJECT, "test", "api.test.ts") },
  verdict: {
    kind: "over",
    excesses: [
      {
        limit: "retained",
        allowed: 512_000,
        found: 2_600_000,
        place: { phase: "test", test: "api > lists users", position: position("test/api.test.ts", 21) },
      },
      { limit: "handles", allowed: 0, found: 1 },
    ],
  },
  budget: {
    retainedBytes: 512_000,
    handles: 0,
    origin: "budgets[0] of the configuration",
    reason: "the router caches",
  },
  retained: { heap: 2_000_000, external: 0, arrayBuffers: 600_000 },
  phases: [
    {
      place: { phase: "beforeAll", suite: "api", position: position("test/api.test.ts", 8) },
      retained: { heap: 90_000, external: 0, arrayBuffers: 0 },
    },
    {
      place: { phase: "test", test: "api > lists users", position: position("test/api.test.ts", 21) },
      retained: { heap: 1_910_000, external: 0, arrayBuffers: 600_000 },
    },
  ],
  leftOpen: [
    {
      place: { phase: "beforeAll", suite: "api", position: position("test/api.test.ts", 8) },
      finding: {
        kind: "server",
        count: 1,
        detail: "127.0.0.1:8080",
        also: [],
        stores: [],
        isBodys: true,
        createdAt: { ...position("test/api.test.ts", 9), functionName: "listen" },
        stack: [],
        hops: [],
      },
    },
  ],
};

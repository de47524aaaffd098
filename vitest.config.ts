import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/longest-first.ts";

// Files that crowd each other out get no time to judge in.
const maxWorkers = availableParallelism();

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          pool: "threads",
          sequence: { groupOrder: 0 },
          globalSetup: "packages/cli/test/reports/shared-folder.ts",
          include: ["packages/*/test/**/*.test.ts", "test/packages/**/*.test.ts"],
          exclude: ["**/*.heap.test.ts"],
        },
      },
      {
        test: {
          name: "heap",
          pool: "forks",
          sequence: { groupOrder: 1 },
          maxWorkers,
          testTimeout: 60_000,
          include: ["packages/*/test/**/*.heap.test.ts"],
        },
      },
      {
        test: {
          name: "e2e",
          pool: "forks",
          sequence: { groupOrder: 2 },
          maxWorkers,
          globalSetup: "test/e2e/install-hosts.ts",
          testTimeout: 300_000,
          hookTimeout: 600_000,
          include: ["test/{e2e,examples,docs}/**/*.test.ts"],
        },
      },
    ],
  },
});

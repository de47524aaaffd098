import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          pool: "threads",
          sequence: { groupOrder: 0 },
          include: ["packages/*/test/**/*.test.ts", "test/packages/**/*.test.ts"],
          exclude: ["**/*.heap.test.ts"],
        },
      },
      {
        test: {
          name: "heap",
          pool: "forks",
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          testTimeout: 60_000,
          include: ["packages/*/test/**/*.heap.test.ts"],
        },
      },
      {
        test: {
          name: "e2e",
          pool: "forks",
          sequence: { groupOrder: 2 },
          // Each file runs one runner at a time: runs that crowd each other out get no time to judge in.
          maxWorkers: availableParallelism(),
          globalSetup: "test/e2e/install-hosts.ts",
          testTimeout: 300_000,
          hookTimeout: 600_000,
          include: ["test/{e2e,examples}/**/*.test.ts"],
        },
      },
    ],
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          pool: "threads",
          include: ["packages/*/test/**/*.test.ts", "test/packages/**/*.test.ts"],
          exclude: ["**/*.heap.test.ts"],
        },
      },
      {
        test: {
          name: "heap",
          pool: "forks",
          fileParallelism: false,
          testTimeout: 60_000,
          include: ["packages/*/test/**/*.heap.test.ts"],
        },
      },
      {
        test: {
          name: "e2e",
          pool: "forks",
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
          include: ["test/{e2e,examples}/**/*.test.ts"],
        },
      },
    ],
  },
});

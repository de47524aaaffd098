import { cp, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runQuietly } from "../../scripts/run-quietly.ts";
import { combinationsOf } from "./combinations.ts";
import { installJest, type JestMajor } from "./install-hosts.ts";

const repository = join(import.meta.dirname, "..", "..");

// The ways to let TypeScript see the package: `types`, also where it reads no `exports` (CommonJS before TypeScript 6), an import in
// jest.config.ts, a reference; and the `expect` of @jest/globals.
const WAYS = ["global", "commonjs", "config", "reference", "globals"] as const;

const compilerOf = {
  5: (host: string) => join(host, "node_modules", "typescript", "bin", "tsc"),
  6: (host: string) => join(host, "node_modules", "typescript-6", "bin", "tsc"),
  7: () => join(repository, "node_modules", "typescript", "bin", "tsc"),
} as const;

interface Combination {
  readonly jest: JestMajor;
  readonly typescript: keyof typeof compilerOf;
}

const newest: readonly Combination[] = [
  { jest: 29, typescript: 7 },
  { jest: 30, typescript: 7 },
];
// Before TypeScript 7 each takes ten seconds: the oldest stands for them.
const older: readonly Combination[] = [
  { jest: 30, typescript: 5 },
  { jest: 29, typescript: 5 },
  { jest: 30, typescript: 6 },
];

test.each(combinationsOf([...newest, ...older], [...newest, ...older.slice(0, 1)]))(
  "a user's projects compile with Jest $jest and TypeScript $typescript, libraries checked, after one line",
  async ({ jest, typescript }) => {
    const host = await installJest(jest);
    const folder = await mkdtemp(join(host, "types-"));
    try {
      await cp(join(repository, "test", "types-jest"), folder, { recursive: true });
      const projects = WAYS.map((way) => join(folder, way));

      const errors = await runQuietly(process.execPath, [compilerOf[typescript](host), "-b", ...projects], {
        cwd: host,
      });

      expect(errors).toBe("");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

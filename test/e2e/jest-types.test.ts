import { cp, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runQuietly } from "../../scripts/run-quietly.ts";
import { installJest, type JestMajor } from "./install-hosts.ts";

const repository = join(import.meta.dirname, "..", "..");

test.each(
  ([29, 30] as const).flatMap((jest: JestMajor) =>
    (["global", "globals"] as const).flatMap((folder) =>
      ([5, 7] as const).map((typescript) => ({ jest, folder, typescript })),
    ),
  ),
)(
  "a user's project ($folder) compiles with Jest $jest and TypeScript $typescript, libraries checked, nothing declared",
  async ({ jest, folder, typescript }) => {
    const host = await installJest(jest);
    const project = await mkdtemp(join(host, "types-"));
    try {
      await cp(join(repository, "test", "types-jest", folder), project, { recursive: true });
      const compiler = join(typescript === 5 ? host : repository, "node_modules", "typescript", "bin", "tsc");

      const errors = await runQuietly(process.execPath, [compiler, "-p", project], { cwd: host });

      expect(errors).toBe("");
    } finally {
      await rm(project, { recursive: true, force: true });
    }
  },
);

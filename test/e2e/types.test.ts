import { cp, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runQuietly } from "../../scripts/run-quietly.ts";
import { installVitest } from "./install-hosts.ts";

test.each([3, 4, 5] as const)(
  "a user's project compiles with Vitest %i, libraries checked, nothing declared",
  async (vitest) => {
    const host = await installVitest(vitest);
    const project = await mkdtemp(join(host, "types-"));
    try {
      await cp(join(import.meta.dirname, "..", "types"), project, { recursive: true });
      const compiler = join(host, "node_modules", "typescript", "bin", "tsc");

      const errors = await runQuietly(process.execPath, [compiler, "-p", project], { cwd: host });

      expect(errors).toBe("");
    } finally {
      await rm(project, { recursive: true, force: true });
    }
  },
);

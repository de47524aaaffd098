import { test } from "vitest";
import { isWhole } from "./combinations.ts";
import { installNode, installOldRunner } from "./install-hosts.ts";
import { runFixture } from "./run-fixture.ts";

const HOSTS = [
  { host: "vitest-2", fixture: "judge", program: "vitest/vitest.mjs", args: ["run"] },
  { host: "jest-28", fixture: "jest-slow", program: "jest/bin/jest.js", args: [] },
] as const;

// Hosts of their own, which only `npm run matrix` installs.
test.runIf(isWhole).for(HOSTS)(
  "in $host the message says what works and what to install, once per run or file",
  async ({ host, fixture, program, args }, { expect }) => {
    const folder = await installOldRunner(host);
    const { exitCode, printed } = await runFixture(
      {
        fixture,
        host: folder,
        executable: await installNode(20),
        files: {},
        args: [`${folder}/node_modules/${program}`, ...args],
      },
      (ran) => Promise.resolve(ran),
    );

    expect(exitCode).not.toBe(0);
    expect(printed.match(/@leakproof\/[a-z-]+ works with .*/g)).toEqual([
      host === "vitest-2"
        ? "@leakproof/vitest-plugin works with Vitest 3.2 and later 3.x, 4.1 and later 4.x, 5.1 and later 5.x; this is Vitest 2.1.9"
        : "@leakproof/jest-env works with Jest 29.7 and later 29.x, 30.0 and later 30.x; this is Jest 28.1.3",
    ]);
    expect(printed).toMatch(/Install one that it works with: npm install --save-dev (?:vitest@5|jest@30)/);
  },
);

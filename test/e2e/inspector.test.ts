import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { NodeMajor } from "./install-hosts.ts";
import { runJest } from "./run-jest.ts";
import { runVitest } from "./run-vitest.ts";

const VERDICTS = [
  ["a sync body that leaks", "leaking"],
  ["a sync body that is clean", "clean"],
  ["an async body that leaks", "leaking"],
  ["an async body that is clean", "clean"],
];

// All of them by `npm run matrix`.
describe.for(combinationsOf<NodeMajor>([20, 22, 24, 26], [24]))("with --inspect on Node %i", (node) => {
  test("Vitest judges as without", async () => {
    const { tests } = await runVitest({
      fixture: "judge",
      vitest: 4,
      node,
      args: [`--inspect=127.0.0.1:${await freePort()}`, "--no-file-parallelism"],
    });

    expect(Object.entries(tests).map(([name, { records }]) => [name, records[0]?.verdict.kind])).toEqual(VERDICTS);
  });

  test("Jest judges as without", async () => {
    const { tests } = await runJest({
      fixture: "jest-judge",
      jest: 30,
      node,
      nodeArgs: ["--inspect=127.0.0.1:0"],
      args: ["--runInBand"],
    });

    expect(Object.entries(tests).map(([name, { records }]) => [name, records[0]?.verdict.kind])).toEqual(VERDICTS);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

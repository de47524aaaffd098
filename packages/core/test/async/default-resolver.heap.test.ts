import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** Checks a body in a process of its own, in which nothing was looked up before, and gives the kinds and counts that are told. */
function checkAlone(body: string): unknown {
  const program = `
    import { createServer } from "node:net";
    import { once } from "node:events";
    import { checkAsyncOps } from "@leakproof/core";
    const server = createServer((socket) => socket.end()).listen(0);
    await once(server, "listening");
    const { port } = server.address();
    const net = await import("node:net");
    const { findings } = await checkAsyncOps(${body});
    console.log(JSON.stringify(findings.map(({ kind, count }) => [kind, count])));
    process.exit();
  `;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  return JSON.parse(output);
}

test("the resolver that the runtime makes for the first look-up is its own", () => {
  const found = checkAlone(`async () => {
    const socket = net.connect(port).resume();
    await once(socket, "close");
  }`);

  expect(found).toEqual([]);
});

test("one that the body makes and keeps is told", () => {
  const found = checkAlone(`async () => {
    const { Resolver } = await import("node:dns/promises");
    globalThis.kept = new Resolver();
  }`);

  expect(found).toEqual([["DNS resolver", 1]]);
});

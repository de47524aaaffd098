import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SuiteRecord } from "@leakproof/core/matchers";
import { expect, test } from "vitest";
import { installNode, type NodeMajor } from "./install-hosts.ts";
import { runJest } from "./run-jest.ts";
import { runVitest } from "./run-vitest.ts";

const run = promisify(execFile);
const core = join(import.meta.dirname, "..", "..", "packages", "core");

const PROGRAM = `
  import { open } from "node:fs/promises";
  import { checkAsyncOps, checkCollected, checkLeak } from "@leakproof/core";

  const forget = async () => void (await open("package.json"));
  const close = async () => void (await (await open("package.json")).close());
  const kept = [];
  const checks = {
    asyncOps: () => checkAsyncOps(forget, { calls: 2 }),
    excused: () => checkAsyncOps(forget, { ignore: [{ leak: "file handle", reason: "closed by the collector" }] }),
    kept: () => checkAsyncOps(async () => void kept.push(await open("package.json"))),
    memory: () => checkLeak(forget),
    heap: () => checkLeak(forget, { judges: ["heap"], calls: 10, rounds: 3 }),
    collected: () => checkCollected(() => open("package.json")),
    clean: () => checkLeak(close, { judges: ["heap"] }),
  };
  for (const [name, check] of Object.entries(checks)) {
    const said = await check().then(({ verdict }) => verdict.kind, ({ message }) => message.replace(/\\d+ files/, "# files"));
    console.log(name + ": " + said);
  }
  for (const file of kept) await file.close();
  for (let index = 0; index < 5; index++) {
    globalThis.gc();
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
  console.log("ended");
`;

async function output(major: NodeMajor): Promise<string> {
  const node = await installNode(major);
  const { stdout } = await run(node, ["--expose-gc", "--input-type=module", "--eval", PROGRAM], { cwd: core });
  return stdout;
}

// Since Node 25 it is an error of the whole process if garbage collection closes a FileHandle.
test("files that a check lets garbage collection close are told by it, and end no process later", async () => {
  expect(await output(26)).toMatchInlineSnapshot(`
    "asyncOps: leaking
    excused: clean
    kept: leaking
    memory: leaking
    heap: the body left # files open (package.json), until garbage collection closed them, which is an error on this release of Node
    Close a file with \`await file.close()\` in a finally block, or declare it with \`await using\`; not.toLeakAsyncOps() says where it was opened.
    collected: the body left a file open (package.json), until garbage collection closed it, which is an error on this release of Node
    Close a file with \`await file.close()\` in a finally block, or declare it with \`await using\`; not.toLeakAsyncOps() says where it was opened.
    clean: clean
    ended
    "
  `);
});

test("where that is a warning, it fails no check", async () => {
  const told = await output(24);

  expect(told).not.toContain("the body left");
  expect(told).toMatch(/^collected: clean\nclean: clean\nended$/m);
});

// The guard collects once it has told of them: what it lets go of would else fail the run, or some later file of the worker.
test.each([
  { runner: "Vitest", run: () => runVitest({ fixture: "guard-files", vitest: 5, node: 26 }), line: 5 },
  { runner: "Jest", run: () => runJest({ fixture: "jest-guard-files", jest: 30, node: 26 }), line: 4 },
])(
  "a file that a test left open is told by the guard by its line, and ends no run of $runner",
  async ({ run, line }) => {
    const { exitCode, output, records } = await run();

    const [suite] = records as readonly unknown[] as readonly SuiteRecord[];
    expect(suite?.leftOpen).toMatchObject([
      { place: { test: "leaves a file open" }, finding: { kind: "file handle", count: 1, createdAt: { line } } },
    ]);
    expect(output).not.toContain("closed during garbage collection");
    expect(exitCode).toBe(0);
  },
);

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installExample } from "../../scripts/install-example.ts";
import { runQuietly } from "../../scripts/run-quietly.ts";

interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

let folder: string;
let project: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leakproof-example-"));
  project = await installExample("jest-service", folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function runJest(file: string): Promise<Report["testResults"][number]> {
  const report = join(project, `${file}.json`);
  const args = [join("node_modules", "jest", "bin", "jest.js"), "--json", `--outputFile=${report}`, file];
  const { FORCE_COLOR: _, ...environment } = process.env;
  await new Promise<void>((resolve) => {
    // A leak makes it fail, as it should.
    execFile(process.execPath, args, { cwd: project, env: { ...environment, NO_COLOR: "1" } }, () => resolve());
  });
  const { testResults } = JSON.parse(await readFile(report, "utf8")) as Report;
  return testResults[0]!;
}

const ordinary = [
  { title: "a parcel that was delivered is told at once", status: "passed" },
  { title: "a client waits until its parcel is delivered", status: "passed" },
];

test("the leaky service fails only the leak assertion, which names the listener and its emitter", async () => {
  const { assertionResults, message } = await runJest("leaky");

  expect(assertionResults).toMatchObject([...ordinary, { title: "a request leaves nothing behind", status: "failed" }]);
  expect(message).toContain("1 × closure onMoved per call");
  expect(message).toMatch(/held by .*`parcels` \(Parcels\)/);
  expect(message).toContain('listener for "moved": closure onMoved (src/leaky/await-delivery.ts:7)');
});

test("the fixed service passes", async () => {
  const { assertionResults, message } = await runJest("fixed");

  // Tells what went wrong if anything did.
  expect(message).toBe("");
  expect(assertionResults).toMatchObject([...ordinary, { title: "a request leaves nothing behind", status: "passed" }]);
});

test("its types are complete", async () => {
  const errors = await runQuietly(process.execPath, [join("node_modules", "typescript", "bin", "tsc")], {
    cwd: project,
  });

  expect(errors).toBe("");
});

import fs from "node:fs";
import { open } from "node:fs/promises";
import { relative } from "node:path";
import { expect, test } from "vitest";
import { checkAsyncOps } from "../../src/index.ts";

const FILE = import.meta.filename;
const SHORT = relative(process.cwd(), FILE);

test("files, folders and descriptors are told by their paths from the working directory", async () => {
  const kept: { close: () => unknown }[] = [];
  const descriptors: number[] = [];

  const { findings } = await checkAsyncOps(async () => {
    kept.push(await open(FILE), fs.opendirSync(import.meta.dirname));
    descriptors.push(fs.openSync(FILE, "r"));
  });
  for (const one of kept) await one.close();
  fs.closeSync(descriptors[0]!);

  expect(
    findings.map(({ kind, detail }) => ({ kind, detail })).toSorted((a, b) => a.kind.localeCompare(b.kind)),
  ).toEqual([
    { kind: "descriptor", detail: `${descriptors[0]} of ${SHORT}` },
    { kind: "directory", detail: relative(process.cwd(), import.meta.dirname) },
    { kind: "file handle", detail: SHORT },
  ]);
});

test("so is a descriptor that a call closes for its caller", async () => {
  const descriptor = fs.openSync(FILE, "r");

  const { findings } = await checkAsyncOps(() => fs.closeSync(descriptor));

  expect(findings).toMatchObject([{ kind: "closed descriptor", detail: `${descriptor} of ${SHORT}` }]);
});

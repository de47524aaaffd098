import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, writeSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { listCache } from "../src/runtimes/cache.ts";
import { createHttp } from "../src/runtimes/http.ts";
import { obtainRuntime, type Supply } from "../src/runtimes/obtain.ts";
import { registrySource } from "../src/runtimes/sources.ts";
import { type Registry, startRegistry } from "./broken-registry.ts";

const platform = { os: "linux", arch: "x64" } as const;
const small = mountSmallDisk();
const canMount = small !== undefined;
let registry: Registry | undefined;

afterEach(() => registry?.close());

// Only root can, and not in every container.
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "leakproof-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=290m", "leakproof-test", folder], { stdio: "ignore" });
    return folder;
  } catch {
    return undefined;
  }
}

test.skipIf(!canMount)(
  "a disk that fills up in the middle of a download is told, and the cache stays as it was",
  async () => {
    const disk = small ?? "";
    onTestFinished(() => void execFileSync("umount", [disk]));
    const cache = join(disk, "cache");
    registry = await startRegistry("pauses in the middle");
    const settings = { registry: registry.url, headers: {}, checksCertificates: true };
    const http = createHttp(settings, 10_000);
    const source = registrySource(http, registry.url, platform);
    const supply: Supply = { cache, platform, http, sources: [source], local: [], keepBytes: 1e9 };
    registry.pause = async () => fill(join(disk, "filler"));

    await expect(obtainRuntime(supply, "22.16.0")).rejects.toThrow(
      /^Node 22\.16\.0 does not fit on the disk: [\d.]+ k?B are free at .*Make room with `leakproof runtimes prune`/,
    );

    expect(await listCache(cache, platform)).toEqual([]);
    expect(await readdir(join(cache, "parts"))).toEqual([]);
    await rm(join(disk, "filler"));
    registry.pause = async () => {};
    expect(await obtainRuntime(supply, "22.16.0")).toMatchObject({ version: "22.16.0" });
  },
  30_000,
);

function fill(file: string): void {
  const handle = openSync(file, "w");
  try {
    for (const bytes of [Buffer.alloc(16_000_000), Buffer.alloc(4096)]) {
      try {
        for (;;) if (writeSync(handle, bytes) < bytes.length) break;
      } catch {
        // Full.
      }
    }
  } finally {
    closeSync(handle);
  }
}

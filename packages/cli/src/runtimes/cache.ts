import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, statfs, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import envPaths from "env-paths";
import * as v from "valibot";
import { executableIn, type Platform } from "./platform.ts";

/** A runtime in the cache. */
export interface CachedRuntime {
  readonly version: string;
  readonly folder: string;
  readonly executable: string;
  readonly bytes: number;
  readonly usedAt: Date;
}

const NOTE = v.object({
  version: v.string(),
  source: v.string(),
  bytes: v.number(),
  /** When the executable was written, and what it was. */
  writtenMs: v.number(),
  sha256: v.string(),
});
type Note = v.InferOutput<typeof NOTE>;

/** The folder that runtimes are kept in, shared by all projects of the user. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment["LEAKPROOF_CACHE"];
  return own !== undefined && own !== "" ? own : join(envPaths("leakproof", { suffix: "" }).cache, "runtimes");
}

/** Lists what is in the cache, last used first; entries that are damaged are left out. */
export async function listCache(cache: string, platform: Platform): Promise<CachedRuntime[]> {
  const names = await readdir(cache).catch(() => []);
  const versions = names.flatMap((name) => {
    const match = /^(\d+\.\d+\.\d+)-(.+)$/.exec(name);
    return match?.[2] === `${platform.os}-${platform.arch}` ? [match[1] ?? ""] : [];
  });
  const found = await Promise.all(versions.map((version) => findInCache(cache, version, platform)));
  return found.filter((runtime) => runtime !== undefined).sort((a, b) => b.usedAt.getTime() - a.usedAt.getTime());
}

/** Finds a runtime in the cache; undefined if it is not there, or is no longer what was put there. */
export async function findInCache(
  cache: string,
  version: string,
  platform: Platform,
): Promise<CachedRuntime | undefined> {
  const folder = runtimeFolder(cache, version, platform);
  const executable = join(folder, executableIn(platform));
  try {
    const note = v.parse(NOTE, JSON.parse(await readFile(noteFile(folder), "utf8")));
    const { size, mtimeMs } = await stat(executable);
    if (size !== note.bytes) return undefined;
    // Reading 100 MB takes long: only where something wrote to it.
    if (Math.trunc(mtimeMs) !== note.writtenMs && (await sha256Of(executable)) !== note.sha256) return undefined;
    const { mtime } = await stat(noteFile(folder));
    return { version, folder, executable, bytes: size, usedAt: mtime };
  } catch {
    return undefined;
  }
}

/** Notes that a runtime was used, so that it is among the last to be removed. */
export async function touch({ folder }: CachedRuntime): Promise<void> {
  const now = new Date();
  await utimes(noteFile(folder), now, now).catch(() => {});
}

/** Puts an unpacked runtime into the cache, in one step: nobody ever sees half of it. */
export async function putIntoCache(
  cache: string,
  unpacked: string,
  { version, source, platform }: { readonly version: string; readonly source: string; readonly platform: Platform },
): Promise<void> {
  const executable = join(unpacked, executableIn(platform));
  const { size, mtimeMs } = await stat(executable);
  const note: Note = {
    version,
    source,
    bytes: size,
    writtenMs: Math.trunc(mtimeMs),
    sha256: await sha256Of(executable),
  };
  await writeFile(noteFile(unpacked), JSON.stringify(note));
  const folder = runtimeFolder(cache, version, platform);
  await rm(folder, { recursive: true, force: true });
  await rename(unpacked, folder);
}

/** Removes what was used least recently until the rest fits; what `isInUse` says stays. */
export async function pruneCache(
  cache: string,
  platform: Platform,
  keepBytes: number,
  isInUse: (version: string) => boolean = () => false,
): Promise<CachedRuntime[]> {
  const removed: CachedRuntime[] = [];
  let bytes = 0;
  for (const runtime of await listCache(cache, platform)) {
    bytes += runtime.bytes;
    if (bytes <= keepBytes || isInUse(runtime.version)) continue;
    await rm(runtime.folder, { recursive: true, force: true });
    removed.push(runtime);
  }
  return removed;
}

export function runtimeFolder(cache: string, version: string, { os, arch }: Platform): string {
  return join(cache, `${version}-${os}-${arch}`);
}

/** Bytes that the disk of the cache has left. */
export async function freeBytes(cache: string): Promise<number> {
  await mkdir(cache, { recursive: true });
  const { bavail, bsize } = await statfs(cache);
  return bavail * bsize;
}

function noteFile(folder: string): string {
  return join(folder, "runtime.json");
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

import { chmod, mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { formatBytes } from "../report/format.ts";
import { codeOf, messageOf, UserError } from "../user-error.ts";
import { type CachedRuntime, findInCache, freeBytes, pruneCache, putIntoCache, touch } from "./cache.ts";
import { download } from "./download.ts";
import type { LocalRuntime } from "./find-local.ts";
import type { Http } from "./http.ts";
import { withLock } from "./lock.ts";
import { executableIn, type Platform } from "./platform.ts";
import type { Archive, Source } from "./sources.ts";
import { ArchiveError, unpack } from "./unpack.ts";

/** Where runtimes come from and go to. */
export interface Supply {
  readonly cache: string;
  readonly platform: Platform;
  readonly http: Http;
  /** In the order in which they are asked. */
  readonly sources: readonly Source[];
  readonly local: readonly LocalRuntime[];
  readonly keepBytes: number;
}

/** A runtime that can be run. */
export interface Runtime {
  readonly version: string;
  readonly executable: string;
  /** As in `cache`, `nvm` or the host of a registry. */
  readonly from: string;
  readonly downloadedBytes: number;
  /** The changelog of its major, where it came with one. */
  readonly changelog?: string;
}

/** No source has this release for this platform. */
export class UnavailableError extends UserError {}

/** Told while a runtime is being had. */
export type OnProgress = (text: string) => void;

/** Gives a release of Node: one that is installed, from the cache, or downloaded. */
export async function obtainRuntime(
  supply: Supply,
  version: string,
  onProgress: OnProgress = () => {},
): Promise<Runtime> {
  const { cache, platform, local } = supply;
  const cached = await findInCache(cache, version, platform);
  if (cached !== undefined) return useCached(cached);
  const installed = local.find((runtime) => runtime.version === version);
  if (installed !== undefined)
    return { version, executable: installed.executable, from: installed.manager, downloadedBytes: 0 };
  const lock = join(cache, "locks", `${version}-${platform.os}-${platform.arch}.lock`);
  const wait = (): void => onProgress(`Node ${version}: another process is downloading it`);
  return withLock(lock, () => downloadRuntime(supply, version, onProgress), wait);
}

/** Whether a runtime can be had without the network. */
export async function isAtHand({ cache, platform, local }: Supply, version: string): Promise<boolean> {
  return (
    local.some((runtime) => runtime.version === version) || (await findInCache(cache, version, platform)) !== undefined
  );
}

/** The changelog that came with a runtime, if any. */
export async function readChangelog({ changelog }: Runtime): Promise<string | undefined> {
  return changelog === undefined ? undefined : readFile(changelog, "utf8").catch(() => undefined);
}

async function useCached(cached: CachedRuntime): Promise<Runtime> {
  await touch(cached);
  const { version, executable, folder } = cached;
  return { version, executable, from: "cache", downloadedBytes: 0, changelog: join(folder, "CHANGELOG.md") };
}

async function downloadRuntime(supply: Supply, version: string, onProgress: OnProgress): Promise<Runtime> {
  const { cache, platform } = supply;
  // Another process may have brought it while we waited.
  const cached = await findInCache(cache, version, platform);
  if (cached !== undefined) return useCached(cached);
  const { archive, source } = await findArchive(supply, version);
  const downloadedBytes = await fetchInto(supply, { version, archive, source: source.name }, onProgress);
  await pruneCache(cache, platform, supply.keepBytes, (other) => other === version);
  const ready = await findInCache(cache, version, platform);
  if (ready === undefined) throw new UserError(`Node ${version} was unpacked and is not in the cache (${cache}).`);
  return { ...(await useCached(ready)), from: source.name, downloadedBytes };
}

async function findArchive(
  { sources, platform }: Supply,
  version: string,
): Promise<{ archive: Archive; source: Source }> {
  const problems: string[] = [];
  let isMissing = true;
  for (const source of sources) {
    try {
      const archive = await source.find(version);
      if (archive !== undefined) return { archive, source };
      problems.push(`${source.name} does not have it`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      isMissing = false;
      problems.push(error.message);
    }
  }
  const Problem = isMissing ? UnavailableError : UserError;
  throw new Problem(
    `Node ${version} cannot be had for ${platform.os} ${platform.arch}: ${problems.map((text) => text.replace(/\.$/, "")).join("; ") || "there is no source"}.`,
  );
}

const ROOM_BYTES = 250_000_000;

async function fetchInto(
  { cache, platform, http }: Supply,
  { version, archive, source }: { readonly version: string; readonly archive: Archive; readonly source: string },
  onProgress: OnProgress,
): Promise<number> {
  const name = `${version}-${platform.os}-${platform.arch}`;
  const parts = join(cache, "parts");
  const file = join(parts, `${name}.tgz`);
  const unpacked = join(parts, name);
  try {
    await mkdir(parts, { recursive: true });
    await rm(unpacked, { recursive: true, force: true });
    const free = await freeBytes(cache);
    if (free < ROOM_BYTES) throw fullDisk(version, cache, free);
    const executable = executableIn(platform);
    const load = async (): Promise<number> => {
      const bytes = await download(http, archive.url, file, (received, total) =>
        onProgress(
          `Node ${version}: ${formatBytes(received)}${total === undefined ? "" : ` of ${formatBytes(total)}`}`,
        ),
      );
      await unpack(file, archive.integrity, unpacked, [executable, "CHANGELOG.md"]);
      return bytes;
    };
    const isResumed = await stat(file).then(
      () => true,
      () => false,
    );
    const bytes = await load().catch(async (error: unknown) => {
      // The part that was there may be of another archive.
      if (!isResumed || !(error instanceof ArchiveError)) throw error;
      await removeParts(file, unpacked);
      return load();
    });
    await chmod(join(unpacked, executable), 0o755);
    await putIntoCache(cache, unpacked, { version, source, platform });
    await removeParts(file, unpacked);
    return bytes;
  } catch (error) {
    // A part that broke off is worth keeping; one that is wrong is not.
    if (error instanceof ArchiveError) await removeParts(file, unpacked);
    await rm(unpacked, { recursive: true, force: true });
    const code = codeOf(error);
    if (code === "ENOSPC" || code === "EDQUOT") {
      await removeParts(file, unpacked);
      throw fullDisk(version, cache, await freeBytes(cache));
    }
    if (error instanceof FullDiskError) throw error;
    if (error instanceof UserError)
      throw new UserError(`Node ${version} from ${source}: ${error.message}`, { cause: error });
    throw new UserError(`Node ${version} cannot be kept in ${cache}: ${messageOf(error)}.`, { cause: error });
  }
}

async function removeParts(file: string, unpacked: string): Promise<void> {
  await Promise.all([file, `${file}.etag`, unpacked].map((path) => rm(path, { recursive: true, force: true })));
}

class FullDiskError extends UserError {}

function fullDisk(version: string, cache: string, free: number): FullDiskError {
  return new FullDiskError(
    `Node ${version} does not fit on the disk: ${formatBytes(free)} are free at ${cache}, and it takes up to ${formatBytes(ROOM_BYTES)} while it is unpacked. ` +
      "Make room with `leakproof runtimes prune`, or name another folder in LEAKPROOF_CACHE.",
  );
}

import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { messageOf, UserError } from "../user-error.ts";
import { cacheFolder, listCache } from "./cache.ts";
import { findLocal } from "./find-local.ts";
import { createHttp } from "./http.ts";
import { readNpmSettings } from "./npm-settings.ts";
import type { Supply } from "./obtain.ts";
import { HERE } from "./platform.ts";
import { mirrorFrom, mirrorSource, registrySource } from "./sources.ts";

/** What the runtimes may take of the disk unless the user says otherwise. */
export const KEEP_BYTES = 5_000_000_000;

/** Finds out where runtimes can come from on this machine. */
export async function createSupply(cwd: string, keepBytes: number = KEEP_BYTES): Promise<Supply> {
  const [settings, local] = await Promise.all([readNpmSettings(cwd), findLocal()]);
  const http = createHttp(settings);
  const mirror = mirrorFrom(process.env);
  return {
    cache: cacheFolder(),
    platform: HERE,
    http,
    sources: [
      ...(settings.registry === undefined ? [] : [registrySource(http, settings.registry, HERE)]),
      ...(mirror === undefined ? [] : [mirrorSource(http, mirror, HERE)]),
    ],
    local,
    keepBytes,
  };
}

const FRESH_MS = 6 * 3_600_000;
const LIST = v.array(v.string());

/** Lists the releases that can be had, from all sources; asks the network at most every six hours. */
export async function listReleases(supply: Supply): Promise<readonly string[]> {
  const { cache, platform } = supply;
  const file = join(cache, `releases-${platform.os}-${platform.arch}.json`);
  const known = await readList(file);
  if (known !== undefined && known.ageMs < FRESH_MS) return known.versions;
  const asked = await Promise.allSettled(supply.sources.map((source) => source.list()));
  const versions = [...new Set(asked.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : [])))];
  const offline = [...supply.local, ...(await listCache(cache, platform))].map(({ version }) => version);
  if (versions.length > 0) {
    await writeList(cache, file, versions);
    return [...new Set([...versions, ...offline])];
  }
  if (known !== undefined) return [...new Set([...known.versions, ...offline])];
  const problems = asked.flatMap((answer) => (answer.status === "rejected" ? [messageOf(answer.reason)] : []));
  if (asked.length === 0) problems.push("npm does not answer, so that no registry is known, and no mirror is named");
  throw new UserError(
    `The list of releases cannot be had: ${problems.join("; ") || "no source has any for this platform"}`,
  );
}

// Only a convenience: a cache that cannot be written is told of when a runtime has to go there.
async function writeList(cache: string, file: string, versions: readonly string[]): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
    await writeFile(`${file}.${process.pid}`, JSON.stringify(versions));
    await rename(`${file}.${process.pid}`, file);
  } catch {
    // Asked again next time.
  }
}

async function readList(file: string): Promise<{ versions: readonly string[]; ageMs: number } | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    return { versions: v.parse(LIST, JSON.parse(text)), ageMs: Date.now() - mtimeMs };
  } catch {
    return undefined;
  }
}

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { runQuietly } from "../scripts/run-quietly.ts";

/** A snapshot that every tool reads. */
export interface SnapshotFile {
  readonly title: string;
  readonly path: string;
  readonly megabytes: number;
}

const graph = join(import.meta.dirname, "heap-graph.ts");

/** Makes a snapshot file of about this size, or finds the one that an earlier run made with this Node and this graph. */
export async function makeSnapshotFile(cache: string, wantedMegabytes: number): Promise<SnapshotFile> {
  const edition = createHash("sha256").update(process.version).update(readFileSync(graph)).digest("hex").slice(0, 8);
  const path = join(cache, `${wantedMegabytes}MB-${edition}.heapsnapshot`);
  if (!existsSync(path)) {
    console.log(`Writing a snapshot of about ${wantedMegabytes} MB (once; it is kept in ${cache}).`);
    mkdirSync(cache, { recursive: true });
    const sessions = Math.round((wantedMegabytes - EMPTY_MEGABYTES) * SESSIONS_PER_MEGABYTE);
    // Written under another name first: a file that an interrupted run left behind is not taken for a whole one.
    await runQuietly(process.execPath, ["--max-old-space-size=6000", graph, String(sessions), `${path}.part`], {
      cwd: cache,
    });
    renameSync(`${path}.part`, path);
  }
  return { title: `${wantedMegabytes} MB`, path, megabytes: statSync(path).size / 1e6 };
}

// As found by trying, on Node 24.
const EMPTY_MEGABYTES = 5.3;
const SESSIONS_PER_MEGABYTE = 526;

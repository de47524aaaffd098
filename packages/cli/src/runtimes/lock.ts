import { mkdir, open, readFile, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { codeOf } from "../user-error.ts";

const BEAT_MS = 5_000;
const STALE_MS = 30_000;
const POLL_MS = 100;

/** Works while no other process does with the same lock; a lock whose owner has died is taken over. */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  onWait: (owner: string) => void = () => {},
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  let isTold = false;
  while (!(await take(file))) {
    if (await isStale(file)) {
      await rm(file, { force: true });
      continue;
    }
    if (!isTold) onWait(await readFile(file, "utf8").catch(() => ""));
    isTold = true;
    await wait(POLL_MS);
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx");
    await handle.writeFile(`${process.pid} ${hostname()}`);
    await handle.close();
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > STALE_MS) return true;
    const [pid = "", host = ""] = (await readFile(file, "utf8")).split(" ");
    return host === hostname() && pid !== "" && !isRunning(Number(pid));
  } catch {
    // It was given back in the meantime.
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

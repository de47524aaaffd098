import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** What to run: a folder of `test/fixtures`, in a project that a runner is installed in. */
export interface FixtureRequest {
  readonly fixture: string;
  /** Folder of the project. */
  readonly host: string;
  /** Path of the Node to run it on. */
  readonly executable: string;
  readonly args: readonly string[];
  /** Further files and folders, by their name in the fixture. */
  readonly files?: Readonly<Record<string, string>>;
  /** A run that takes longer hangs. */
  readonly patienceMs?: number;
}

/** A run that has ended. */
export interface FinishedRun {
  /** Where the fixture was copied to. */
  readonly project: string;
  readonly exitCode: number | null;
  readonly printed: string;
}

/** Copies a fixture into a host, runs it there as a user would, and lets `read` make of it what the test wants. */
export async function runFixture<Result>(
  { fixture, host, executable, args, files = {}, patienceMs = 200_000 }: FixtureRequest,
  read: (run: FinishedRun) => Promise<Result>,
): Promise<Result> {
  const project = await mkdtemp(join(host, `${fixture}-`));
  try {
    await cp(join(import.meta.dirname, "..", "fixtures", fixture), project, { recursive: true });
    for (const [name, path] of Object.entries(files)) await cp(path, join(project, name), { recursive: true });
    return await read({ project, ...(await start(executable, project, args, patienceMs)) });
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

export function readIfThere(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

// Nothing of this run's own runner, package manager or terminal reaches the one that is started.
function start(
  executable: string,
  project: string,
  args: readonly string[],
  patienceMs: number,
): Promise<{ exitCode: number | null; printed: string }> {
  const child = spawn(executable, args, {
    cwd: project,
    env: {
      PATH: [dirname(executable), process.env["PATH"]].join(delimiter),
      HOME: homedir(),
      TMPDIR: tmpdir(),
      NODE: executable,
      NO_COLOR: "1",
      COLUMNS: "80",
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // The whole group: a worker that is busy outlives its parent.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      reject(new Error(`the runner did not end within ${patienceMs / 1000} s:\n${printed}`));
    }, patienceMs);
    child.once("error", reject);
    child.once("close", (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, printed });
    });
  });
}

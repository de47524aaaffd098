import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Task } from "./each-twin.ts";
import type { Rival, Said } from "./rival.ts";

/** Where the rivals are installed. */
export interface Installed {
  readonly leakageFolder: string;
  readonly memlabCache: string;
}

/** Rivals that are a function: each judges many twins in one process. */
export function rivalsWithoutRunner({ leakageFolder, memlabCache }: Installed): readonly Rival[] {
  const functions = [
    ["hand-written: 100 calls, 1 MB", "100 calls, 1 MB"],
    ["hand-written: 1,000 calls, 10 kB", "1,000 calls, 10 kB"],
    ["leakage 0.5 (native part replaced)", "leakage"],
  ].map(([name = "", key = ""]): Rival => ({
    names: [name],
    judges: ["toLeakMemory"],
    portion: Infinity,
    run: async ({ file, name }, subjects) =>
      inOrder(subjects, await run("worker.ts", [key], leakageFolder, { file, name, subjects })),
  }));
  return [...functions, memlab(memlabCache)];
}

// At once: each reads files for most of its time.
const MEMLABS = 4;

/** Both ways of memlab, by the same snapshots. */
function memlab(cache: string): Rival {
  return {
    names: ["memlab 2.0: leaks by three snapshots", "memlab 2.0: unbound objects"],
    judges: ["toLeakMemory"],
    portion: 16,
    run: async ({ file, name }, subjects) => {
      const folder = await mkdtemp(join(tmpdir(), "leakproof-snapshots-"));
      try {
        const taken = await run("snapshot-worker.ts", [folder], folder, { file, name, subjects });
        const failed = [...taken].filter(([, said]) => "failed" in said);
        const said = await Promise.all(
          Array.from({ length: MEMLABS }, (_, memlab) => {
            const indices = [...subjects.keys()].filter((index) => index % MEMLABS === memlab);
            return run("memlab-worker.ts", [cache, folder, ...indices.map(String)], folder);
          }),
        );
        return inOrder(subjects, new Map([...said.flatMap((each) => [...each]), ...failed]));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

function inOrder(subjects: readonly unknown[], said: ReadonlyMap<number, Said>): readonly (Said | undefined)[] {
  return subjects.map((_, index) => said.get(index));
}

const PATIENCE_MS = 540_000;

async function run(
  worker: string,
  args: readonly string[],
  cwd: string,
  task?: Task,
): Promise<ReadonlyMap<number, Said>> {
  const child = spawn(process.execPath, ["--expose-gc", join(import.meta.dirname, worker), ...args], {
    cwd,
    stdio: ["pipe", "pipe", "inherit"],
    timeout: PATIENCE_MS,
    killSignal: "SIGKILL",
  });
  child.stdin.end(task === undefined ? "" : JSON.stringify(task));
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const exit = await new Promise<string>((resolve, reject) => {
    child.once("error", reject).once("close", (code, signal) => resolve(signal ?? String(code)));
  });
  const said = readLines(printed);
  // What a twin does to the process that judges it, it does again: it is not asked about once more.
  const last = task?.subjects.findIndex((_, index) => !said.has(index)) ?? -1;
  return last === -1 ? said : new Map([...said, [last, { failed: `the process ended (${exit})` }]]);
}

// A rival may print among the answers.
function readLines(printed: string): ReadonlyMap<number, Said> {
  return new Map(
    [...printed.matchAll(/^\{"index":\d+,"said":.*\}$/gm)].map(([line]) => {
      const { index, said } = JSON.parse(line) as { readonly index: number; readonly said: Said };
      return [index, said];
    }),
  );
}

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Leak } from "@leakproof/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import { installNode, type NodeMajor } from "./install-hosts.ts";

// Types that leave no trace in the output move every line: a position in the compiled file is not one in the source.
const SESSIONS = `
interface Options {
  readonly name: string;
  readonly tags?: readonly string[];
}

type Listener = (session: Session) => void;

const sessions = new Map<string, Session>();
export const opened: Session[] = [];

export class Session {
  readonly name: string;
  readonly tags: readonly string[];

  constructor({ name, tags = [] }: Options) {
    this.name = name;
    this.tags = tags;
  }
}

abstract class Unused {
  abstract run(listener: Listener): void;
}

let count = 0;

export function nameSession(): void {
  const options: Options = { name: "session " + count++ };
  sessions.set(options.name, new Session(options));
}

export async function openSession<Kept extends Session>(
  keep: Kept[] = opened as Kept[],
): Promise<void> {
  await Promise.resolve();
  keep.push(new Session({ name: "open" }) as Kept);
}
`.trimStart();

const lineOf = (text: string): number => 1 + SESSIONS.slice(0, SESSIONS.indexOf(text)).split("\n").length - 1;

const KINDS = ["module", "commonjs"] as const;

const root = join(import.meta.dirname, "..", "..");
const core = pathToFileURL(join(root, "packages", "core", "dist", "index.js")).href;
const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "leakproof-typescript-")));
  for (const kind of KINDS) await compile(kind);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function compile(kind: string): Promise<void> {
  const project = join(folder, kind);
  await mkdir(join(project, "src"), { recursive: true });
  await writeFile(join(project, "package.json"), JSON.stringify({ name: kind, type: kind }));
  await writeFile(join(project, "src", "sessions.ts"), SESSIONS);
  await writeFile(
    join(project, "run.mjs"),
    [
      `import { checkLeak } from ${JSON.stringify(core)};`,
      `import * as bodies from "./out/sessions.js";`,
      `const { verdict, explanation, unexplained } = await checkLeak(() => bodies[process.argv[2]](), { timeout: 30_000 });`,
      `console.log(JSON.stringify({ verdict, unexplained, leaks: explanation?.leaks }));`,
    ].join("\n"),
  );
  const options = ["--target", "es2022", "--module", "nodenext", "--sourceMap", "--rootDir", "src", "--outDir", "out"];
  await run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), ...options, "src/sessions.ts"], {
    cwd: project,
  });
}

async function explain(node: string, kind: string, body: string): Promise<Leak> {
  const { stdout } = await run(node, ["run.mjs", body], { cwd: join(folder, kind) });
  const told = JSON.parse(stdout) as { leaks?: Leak[] };
  const [leak] = told.leaks ?? [];
  if (leak === undefined) throw new Error(`nothing was explained: ${stdout}`);
  return leak;
}

const NODES: readonly NodeMajor[] = [20, 22, 24, 26];

describe.each(NODES)("on Node %i", (major) => {
  let node: string;
  beforeAll(async () => {
    node = await installNode(major);
  });

  for (const kind of combinationsOf(KINDS, [KINDS[NODES.indexOf(major) % KINDS.length]!])) {
    test(`a variable and a function are told by their lines in TypeScript (${kind})`, async () => {
      const leak = await explain(node, kind, "nameSession");

      const file = join(folder, kind, "src", "sessions.ts");
      expect(leak.className).toBe("Session");
      expect(leak.holder).toBe(`module variable \`sessions\` (Map) in src/sessions.ts:${lineOf("const sessions")}`);
      expect(leak.trace[leak.suspect - 1]!.position).toMatchObject({ file, line: lineOf("const sessions") });
      expect(leak.trace[leak.suspect]!.position).toMatchObject({ file, line: lineOf("constructor(") });
      expect(leak.allocatedAt).toMatchObject({
        file,
        functionName: "nameSession",
        line: lineOf("export function nameSession"),
      });
    });

    test(`an exported variable and an async function are told by their lines in TypeScript (${kind})`, async () => {
      const leak = await explain(node, kind, "openSession");

      const file = join(folder, kind, "src", "sessions.ts");
      expect(leak.className).toBe("Session");
      expect(leak.holder).toBe(
        `module variable \`opened\` (Array) in src/sessions.ts:${lineOf("export const opened")}`,
      );
      expect(leak.allocatedAt).toMatchObject({
        file,
        functionName: "openSession",
        line: lineOf("export async function openSession"),
      });
    });
  }
});

// What Leakproof costs under Jest, beside Jest's own detectors: the same suite of 100 trivial test files in one process, in turns.
// Prints times as ratios to plain Jest, so that a slow or busy machine changes little.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installJest } from "../test/e2e/install-hosts.ts";

const FILES = 100;
const TURNS = 5;

interface Contender {
  readonly name: string;
  readonly folder: "plain" | "asserted";
  readonly args: readonly string[];
}

const contenders: readonly Contender[] = [
  { name: "plain Jest", folder: "plain", args: [] },
  { name: "jest --detectLeaks", folder: "plain", args: ["--detectLeaks"] },
  { name: "jest --detectOpenHandles", folder: "plain", args: ["--detectOpenHandles"] },
  { name: "preset @leakproof/jest-env, no assertion", folder: "plain", args: ["--env=@leakproof/jest-env"] },
  { name: "preset @leakproof/jest-env, one per file", folder: "asserted", args: ["--env=@leakproof/jest-env"] },
];

const host = await installJest(30);
const project = await mkdtemp(join(host, "bench-"));
try {
  await writeSuite("plain", "");
  await writeSuite("asserted", "\ntest('leaves nothing behind', () => expect(() => [{}]).not.toLeakMemory());\n");
  await time(contenders[0]!);

  const times = contenders.map((): number[] => []);
  for (let turn = 0; turn < TURNS; turn++) {
    // Each begins once: a long run leaves the machine slower for the next.
    for (let place = 0; place < contenders.length; place++) {
      const index = (turn + place) % contenders.length;
      times[index]!.push(await time(contenders[index]!));
    }
  }

  // Each turn is compared with plain Jest in the same turn: what else the machine does changes from one to the next.
  const [plain = []] = times;
  console.log(
    `${FILES} trivial test files, --runInBand, median of ${TURNS} turns; plain Jest takes ${seconds(median(plain))}`,
  );
  for (const [index, { name }] of contenders.entries()) {
    const ratio = median(times[index]!.map((milliseconds, turn) => milliseconds / plain[turn]!));
    const more = median(times[index]!.map((milliseconds, turn) => (milliseconds - plain[turn]!) / FILES));
    console.log(
      `${name.padEnd(44)} ${ratio.toFixed(2)} ×${index === 0 ? "" : `   ${more.toFixed(0)} ms more per file`}`,
    );
  }
} finally {
  await rm(project, { recursive: true, force: true });
}

async function writeSuite(folder: string, more: string): Promise<void> {
  await mkdir(join(project, folder));
  await writeFile(join(project, folder, "jest.config.js"), "module.exports = {};\n");
  const text = `test("adds", () => {\n  expect(1 + 1).toBe(2);\n});\n${more}`;
  for (let file = 0; file < FILES; file++) await writeFile(join(project, folder, `file-${file}.test.js`), text);
}

/** Runs a suite and returns the milliseconds that it took. */
async function time({ name, folder, args }: Contender): Promise<number> {
  const jest = join(host, "node_modules", "jest", "bin", "jest.js");
  const start = performance.now();
  const child = spawn(process.execPath, [jest, "--runInBand", "--silent", ...args], {
    cwd: join(project, folder),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const exitCode = await new Promise((resolve) => child.once("close", resolve));
  if (exitCode !== 0) throw new Error(`${name} failed:\n${errors}`);
  return performance.now() - start;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

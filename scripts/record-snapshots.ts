// Records a tiny heap snapshot of each Node, as guards of the format: `npm run record:snapshots -- --node PATH... [--tracked]`.
// With `--tracked`, allocations are tracked meanwhile, which changes the fields of nodes in some versions.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { reduceSnapshot } from "./reduce-snapshot.ts";
import { runQuietly } from "./run-quietly.ts";

const { values } = parseArgs({
  options: {
    node: { type: "string", multiple: true, default: [process.execPath] },
    tracked: { type: "boolean", default: false },
  },
});
const folder = join(import.meta.dirname, "..", "packages", "core", "test", "heap", "recorded");

const PROGRAM = `
class Session {
  constructor(name) {
    this.name = name;
    this.tags = new Set(["new", "paid"]);
  }
}
function makeReader() {
  const page = Buffer.alloc(20_000);
  return function readPage() { return page; };
}
const fill = () => {
  globalThis.recorded = {
    sessions: new Map([["first", new Session("Ada")], ["second", new Session("Grace")]]),
    reader: makeReader(),
    pending: new Promise(() => {}),
    timer: setTimeout(function onTimeout() {}, 1e6),
  };
};
const write = () => {
  require("node:v8").writeHeapSnapshot(process.argv[1]);
  process.exit();
};
if (process.argv[2] === "tracked") {
  const session = new (require("node:inspector").Session)();
  session.connect();
  session.post("HeapProfiler.startTrackingHeapObjects", { trackAllocations: true }, () => { fill(); write(); });
} else { fill(); write(); }
`;

const scratch = await mkdtemp(join(tmpdir(), "leakproof-record-"));
try {
  await mkdir(folder, { recursive: true });
  for (const node of values.node) {
    const major = /\d+/.exec(await runQuietly(node, ["--version"], { cwd: scratch }))![0];
    const whole = join(scratch, "whole.heapsnapshot");
    await runQuietly(node, ["-e", PROGRAM, whole, values.tracked ? "tracked" : "plain"], { cwd: scratch });
    const reduced = reduceSnapshot(await readFile(whole, "utf8"), "recorded");
    const name = `node-${major}${values.tracked ? "-tracked" : ""}.heapsnapshot`;
    await writeFile(join(folder, name), reduced);
    console.log(`${name}: ${(reduced.length / 1000).toFixed(1)} kB`);
  }
} finally {
  await rm(scratch, { recursive: true });
}

// Compiles the decoder of heap snapshots to WebAssembly and writes it into the sources, where no bundler can lose it: `npm run wasm`.
// With `--check` it only compares, so that it and its source cannot drift apart.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runQuietly } from "./run-quietly.ts";

const core = join(import.meta.dirname, "..", "packages", "core");
const source = "assembly/decoder.ts";
const target = join(core, "src", "heap", "decoder-wasm.ts");
// Started as a command: its types would change those of arrays for all scripts.
const compiler = fileURLToPath(import.meta.resolve("assemblyscript/bin/asc.js"));

const text = `/** The compiled \`${source}\`, written by \`npm run wasm\`. */\nexport const DECODER =\n  "${await compile()}";\n`;
if (!process.argv.includes("--check")) await writeFile(target, text);
else if ((await readFile(target, "utf8")) !== text) {
  console.error(`${target} is not what ${source} compiles to: run \`npm run wasm\` and commit it.`);
  process.exitCode = 1;
}

async function compile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leakproof-wasm-"));
  try {
    const file = join(folder, "decoder.wasm");
    const options = ["-O3", "--noAssert", "--runtime", "stub", "--initialMemory", "8"];
    await runQuietly(process.execPath, [compiler, source, ...options, "--outFile", file], { cwd: core });
    return (await readFile(file)).toString("base64");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

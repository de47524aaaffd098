// What the guard costs in a suite that others wrote: the suite as it is and with the guard, in turns.
//
//   npm run bench:guard-in-the-wild -- FOLDER [--turns 5] [-- arguments of the runner]
//
// FOLDER holds a project in which `npx vitest run` or `npx jest` works; nothing of it is changed but that the packages of Leakproof are
// installed into its node_modules. A configuration that takes over the project's own and adds the guard lies beside it meanwhile.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { AnyRecord } from "../packages/core/src/any-record.ts";
import { packPackages } from "../scripts/pack-packages.ts";
import { runQuietly } from "../scripts/run-quietly.ts";
import { compareTurns } from "./guard/compare-turns.ts";
import { timedRun, type TimedRun } from "./guard/timed-run.ts";

interface Wild {
  readonly runner: "vitest" | "jest";
  readonly package: string;
  /** What runs the suite. */
  readonly command: readonly string[];
  /** The configuration with the guard: its name, and its text. */
  readonly config: readonly [string, string];
}

const RECORDS = "leakproof-bench.ndjson";
const OPTIONS = JSON.stringify({ guard: "warn", records: RECORDS });

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { turns: { type: "string", default: "5" } },
});
const [given, ...args] = positionals;
if (given === undefined) throw new Error("name the folder of a project: npm run bench:guard-in-the-wild -- FOLDER");
const folder = resolve(given);
const wild = findRunner();
const [config, text] = wild.config;

await rm(join(folder, "node_modules", "@leakproof"), { recursive: true, force: true });
await install();
await writeFile(join(folder, config), text);
try {
  const guarded = await run("warn");
  const plain = await run("off");
  if (guarded.exitCode !== plain.exitCode)
    throw new Error(
      `with the guard it exits with ${guarded.exitCode}, without with ${plain.exitCode}:\n${guarded.printed}`,
    );
  const suites = (await readFile(join(folder, RECORDS), "utf8"))
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as AnyRecord]))
    .flatMap((record) => (record.kind === "suite" ? [record] : []));
  const over = suites.filter(({ verdict }) => verdict.kind !== "within");
  for (const { subject, verdict } of over) console.log(`${subject.file}: ${verdict.kind}`);
  const tests = suites.reduce((sum, suite) => sum + suite.tests, 0);
  console.log(
    `${wild.runner}: ${tests} tests in ${suites.length} files, of which ${over.length} leave more behind than allowed, ` +
      (await compareTurns(Number(values.turns), run)),
  );
} finally {
  await rm(join(folder, config), { force: true });
  await rm(join(folder, RECORDS), { force: true });
}

function run(guard: "off" | "warn"): Promise<TimedRun> {
  return timedRun(folder, [...wild.command, ...(guard === "warn" ? ["--config", config] : []), ...args]);
}

function findRunner(): Wild {
  const { resolve: find } = createRequire(join(folder, "package.json"));
  const vitest = ["mjs", "mts", "js", "ts"]
    .map((type) => `vitest.config.${type}`)
    .find((name) => existsSync(join(folder, name)));
  if (vitest !== undefined)
    return {
      runner: "vitest",
      package: "@leakproof/vitest-plugin",
      command: [join(find("vitest/package.json"), "..", "vitest.mjs"), "run", "--coverage.enabled=false"],
      config: [
        "leakproof-bench.config.mjs",
        `import { mergeConfig } from "vitest/config";\nimport leakproof from "@leakproof/vitest-plugin";\n` +
          `import theirs from "./${vitest}";\nexport default mergeConfig(theirs, { plugins: [leakproof(${OPTIONS})] });\n`,
      ],
    };
  return {
    runner: "jest",
    package: "@leakproof/jest-env",
    command: [join(find("jest/package.json"), "..", "bin", "jest.js"), "--coverage=false"],
    config: [
      "leakproof-bench.config.cjs",
      `const { readInitialOptions } = require(${JSON.stringify(createRequire(find("jest-cli", { paths: [find("jest")] })).resolve("jest-config"))});\n` +
        `module.exports = async () => ({\n  ...(await readInitialOptions(undefined, { skipMultipleConfigError: true, packageRootOrConfig: __dirname })).config,\n` +
        `  rootDir: __dirname,\n  testEnvironment: "@leakproof/jest-env",\n  testEnvironmentOptions: { leakproof: ${OPTIONS} },\n` +
        `  reporters: ["default", "@leakproof/jest-env/reporter"],\n});\n`,
    ],
  };
}

async function install(): Promise<void> {
  const packed = await mkdtemp(join(tmpdir(), "leakproof-packed-"));
  try {
    const packages = await packPackages(packed);
    const tarballs = ["@leakproof/core", wild.package].flatMap((name) => packages[name] ?? []);
    await runQuietly("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", ...tarballs], {
      cwd: folder,
    });
  } finally {
    await rm(packed, { recursive: true, force: true });
  }
}

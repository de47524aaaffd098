import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runQuietly } from "../../scripts/run-quietly.ts";
import type { Block } from "./read-blocks.ts";

const repository = join(import.meta.dirname, "..", "..");

/** Checks a block of shell commands against what exists: npm scripts, packages, commands and options of `leakproof`. Returns what does not. */
export async function unknownCommands({ text }: Block): Promise<readonly string[]> {
  const lines = text.replaceAll(/\\\n\s*/g, "").split("\n");
  const commands = lines.flatMap((line) => line.split(" && ")).map((command) => command.replace(/ #.*/, "").trim());
  const known = await Promise.all(commands.filter((command) => command !== "").map(isKnown));
  return commands.filter((command) => command !== "").filter((_, index) => !known[index]);
}

async function isKnown(command: string): Promise<boolean> {
  const [first, second, ...rest] = command.replace(/^(?:[A-Z_]+=\S+ )+/, "").split(" ");
  if (first === "npm" && second === "install") return rest.filter((word) => !word.startsWith("-")).every(isPackage);
  if (first === "npm" && second === "run") return rest[0] !== undefined && rest[0] in scriptsOf("package.json");
  if (first === "npm") return ["ci", "test"].includes(second ?? "");
  if (first === "npx" && second === "leakproof") return isOfCli(rest);
  return first === "npx" && second !== undefined && isPackage(second);
}

const manifest = (path: string): Record<string, Record<string, string> | undefined> =>
  JSON.parse(readFileSync(join(repository, path), "utf8")) as Record<string, Record<string, string>>;
const scriptsOf = (path: string): Record<string, string> => manifest(path)["scripts"] ?? {};

const OURS = ["@leakproof/core", "@leakproof/vitest-plugin", "@leakproof/jest-env", "@leakproof/cli"];
const HOSTS = ["vitest-5", "jest-30", "recipes"].map((host) => `test/hosts/${host}/package.json`);

function isPackage(name: string): boolean {
  return OURS.includes(name) || HOSTS.some((host) => name in (manifest(host)["dependencies"] ?? {}));
}

// `leakproof bisect --good 20 -- vitest run`: what stands behind `--` is the user's own.
async function isOfCli(words: readonly string[]): Promise<boolean> {
  const end = words.indexOf("--");
  const own = end === -1 ? words : words.slice(0, end);
  const firstOption = own.findIndex((word) => word.startsWith("-"));
  const names = own.slice(0, firstOption === -1 ? own.length : firstOption).filter((word) => /^[a-z]+$/.test(word));
  const texts = await Promise.all(
    [names.slice(0, 0), ...names.map((_, index) => names.slice(0, index + 1))].map(helpOf),
  );
  const isCommand = names.every((name, index) => texts[index]?.includes(`  ${name} `) === true);
  const options = own.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0] ?? word);
  return isCommand && options.every((option) => texts.at(-1)?.includes(option) === true);
}

const helps = new Map<string, Promise<string>>();

function helpOf(names: readonly string[]): Promise<string> {
  const key = names.join(" ");
  const bin = join(repository, "packages", "cli", "dist", "bin.js");
  const help =
    helps.get(key) ?? runQuietly(process.execPath, [bin, ...names, "--help"], { cwd: repository }).catch(() => "");
  helps.set(key, help);
  return help;
}

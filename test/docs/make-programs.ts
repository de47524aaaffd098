import type { Block } from "./read-blocks.ts";

/** A block made into files that a runner runs. */
export interface Program {
  readonly block: Block;
  readonly runner: "vitest" | "jest";
  /** The folder of its files in the project. */
  readonly folder: string;
  /** The test file in it. */
  readonly testFile: string;
  /** Text by name, in that folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly expected: "leaks" | "clean";
}

type Unplaced = Omit<Program, "folder">;

const CODE = new Set(["ts", "tsx", "js"]);

/** Makes the programs of all pages. Files that blocks above name on their page can be imported by those below. */
export function makePrograms(pages: readonly (readonly Block[])[], names: readonly string[]): readonly Program[] {
  // Short, so that messages wrap as if the folder were not there.
  return pages
    .flatMap((page) => programsOf(page, names))
    .map((program, index) => ({ ...program, folder: `b${index}` }));
}

function programsOf(blocks: readonly Block[], names: readonly string[]): readonly Unplaced[] {
  const above: Record<string, string> = {};
  return blocks.filter(isRun).flatMap((block) => {
    const isSupport = block.file !== undefined && !isTest(block) && !isConfig(block);
    if (isSupport) above[block.file] = block.text;
    if (isSupport && isImportedBelow(block, blocks)) return [];
    const program = makeProgram(block, above, names);
    return block.marks.leaksWith === undefined ? [program] : [program, withLeak(program, block.marks.leaksWith)];
  });
}

/** Whether a block is code that a runner can run. */
export function isRun({ language, marks }: Block): boolean {
  return CODE.has(language) && marks.unchecked === undefined;
}

const isTest = ({ text }: Block): boolean => /\b(?:test|it)(?:\.\w+)*\(/.test(text);
const isConfig = (block: Block): boolean =>
  /(?:vitest|jest)\.config/.test(block.file ?? "") || /^module\.exports = \{/m.test(block.text) || isOnlyPlugins(block);
const isOnlyPlugins = ({ text }: Block): boolean => /^plugins: \[/m.test(text);

function isImportedBelow(support: Block, blocks: readonly Block[]): boolean {
  const name = (support.file ?? "").replace(/^.*\//, "");
  return blocks.slice(blocks.indexOf(support) + 1).some(({ text }) => text.includes(`/${name}"`));
}

function makeProgram(block: Block, above: Readonly<Record<string, string>>, names: readonly string[]): Unplaced {
  const runner = block.marks.jest || block.page === "docs/jest.md" ? "jest" : "vitest";
  const common = { block, runner, expected: block.marks.leaks ? "leaks" : "clean" } as const;
  const extension = runner === "jest" ? "js" : block.language;
  if (isConfig(block)) {
    const file = block.file ?? `${runner}.config.${extension}`;
    const testFile = `config.test.${extension}`;
    return {
      ...common,
      testFile,
      files: { ...above, [file]: configText(block), [testFile]: configTest(block, runner, file) },
    };
  }
  if (isTest(block)) {
    const testFile = block.file ?? `block.test.${extension}`;
    return { ...common, testFile, files: { ...above, [testFile]: imports(block, runner, names) + block.text } };
  }
  const testFile = `block.test.${extension}`;
  if (block.file !== undefined) {
    const body = block.file.endsWith(".d.ts") || runner === "jest" ? "" : `await import("./${block.file}");`;
    return { ...common, testFile, files: { ...above, [testFile]: wrapped(block, runner, names, body) } };
  }
  return { ...common, testFile, files: { ...above, [testFile]: wrapped(block, runner, names, block.text) } };
}

// The same program with the release of a package that leaks.
function withLeak(program: Unplaced, release: string): Unplaced {
  const name = release.replace(/@[^@]*$/, "");
  const files = Object.entries(program.files).map(([file, text]) => [
    file,
    text.replaceAll(`"${name}"`, `"${name}-that-leaks"`).replaceAll(`"${name}/`, `"${name}-that-leaks/`),
  ]);
  return { ...program, expected: "leaks", files: Object.fromEntries(files) };
}

// A page that shows a whole config once may leave out what is around the plugins.
function configText(block: Block): string {
  if (!isOnlyPlugins(block)) return block.text;
  return `import leakproof from "@leakproof/vitest-plugin";
import { defineConfig } from "vitest/config";
export default defineConfig({
${block.text.replace(/;(?=\s*(?:\/\/.*)?$)/, "")}
});
`;
}

function configTest(block: Block, runner: Program["runner"], file: string): string {
  if (runner === "jest") return `test("${block.at}", () => expect(expect(1).toLeakMemory).toBeInstanceOf(Function));\n`;
  return `import { expect, test } from "vitest";
import config from "./${file}";
test("${block.at}", () => expect(JSON.stringify(config)).toContain('"name":"leakproof"'));
`;
}

function wrapped(block: Block, runner: Program["runner"], names: readonly string[], body: string): string {
  const lines = body.split("\n");
  const imported = lines.filter((line) => line.startsWith("import "));
  const rest = lines.filter((line) => !line.startsWith("import "));
  return `${imports(block, runner, names)}${imported.join("\n")}
test("${block.at}", async () => {
${rest.join("\n")}
});
`;
}

// On the first line, so that all others keep their numbers.
function imports({ text, file }: Block, runner: Program["runner"], names: readonly string[]): string {
  // A block with a name is a whole file: it has to bring along what it needs.
  const used = names.filter((name) => file === undefined && isUsed(text, name)).join(", ");
  if (runner === "jest") return used === "" ? "" : `const { ${used} } = require("../context.cjs"); `;
  const context = used === "" ? "" : `import { ${used} } from "../context.ts"; `;
  const own = ["expect", "test"].filter((name) => !new RegExp(`import \\{[^}]*\\b${name}\\b`).test(text)).join(", ");
  return own === "" ? context : `import { ${own} } from "vitest"; ${context}`;
}

const isUsed = (text: string, name: string): boolean =>
  new RegExp(`(?<![.\\w"/\`])${name}\\b(?!:)`).test(text) &&
  !new RegExp(`(?:const|let|function|class|import) (?:\\{[^}]*)?\\b${name}\\b`).test(text);

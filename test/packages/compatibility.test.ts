import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ENVIRONMENTS, everyJest, everyVitest, NODES, POOLS } from "../e2e/supported.ts";

const root = join(import.meta.dirname, "..", "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

// The release that `npm run matrix` installs, without its patch.
function releaseOf(host: string, runner: string): string {
  const file = join(root, "test", "hosts", host, "package.json");
  const { dependencies } = JSON.parse(readFileSync(file, "utf8")) as { dependencies: Record<string, string> };
  return dependencies[runner]!.split(".").slice(0, 2).join(".");
}

test("the table of what works with what is that of the combinations which are tested", () => {
  const tested = [
    ...([3, 4, 5] as const).map((vitest) => ({
      name: `Vitest ${releaseOf(`vitest-${vitest}`, "vitest")}`,
      nodes: everyVitest.filter((one) => one.vitest === vitest).map(({ node }) => node),
      where: POOLS,
    })),
    ...([29, 30] as const).map((jest) => ({
      name: `Jest ${releaseOf(`jest-${jest}`, "jest")}`,
      nodes: everyJest.filter((one) => one.jest === jest).map(({ node }) => node),
      where: ENVIRONMENTS,
    })),
  ];
  const rows = tested.map(({ name, nodes, where }) => [
    name,
    ...NODES.filter(Number.isInteger).map((node) => (nodes.includes(node) ? "yes" : "no: Vitest itself does not")),
    where.map((one) => `\`${one}\``).join(", "),
  ]);

  const lines = readme.split("\n").filter((line) => /^\| (?:Vitest|Jest) [\d.]+ /.test(line));

  expect(lines.map(cellsOf)).toEqual(rows);
});

test("20.19 is tested wherever 20 is", () => {
  const vitest = (line: number): string[] =>
    everyVitest.filter(({ node }) => node === line).map((one) => `Vitest ${one.vitest} ${one.pool}`);
  const jest = (line: number): string[] =>
    everyJest.filter(({ node }) => node === line).map((one) => `Jest ${one.jest} ${one.environment}`);

  expect([...vitest(20.19), ...jest(20.19)]).toEqual([...vitest(20), ...jest(20)]);
});

// Writes the JSON Schema of records from their types; `--check` compares it with the committed one instead.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createGenerator } from "ts-json-schema-generator";

const root = join(import.meta.dirname, "..");
const core = join(root, "packages", "core");
const file = join(core, "records.schema.json");

const schema = createGenerator({
  path: join(core, "src", "records-line.ts"),
  tsconfig: join(core, "tsconfig.json"),
  type: "RecordsLine",
  // The build has checked them, with a newer compiler.
  skipTypeCheck: true,
  // Later releases add fields within one version of the format.
  additionalProperties: true,
  expose: "export",
  sortProps: true,
}).createSchema("RecordsLine");

const text = `${JSON.stringify({ title: "A line of a records file of Leakproof", ...schema }, undefined, 2)}\n`;
if (process.argv.includes("--check")) {
  const committed = await readFile(file, "utf8").catch(() => "");
  if (committed !== text) {
    console.error("The types of records changed and packages/core/records.schema.json did not.");
    console.error("Read the difference after `npm run schema`, and commit it.");
    process.exitCode = 1;
  }
} else {
  await writeFile(file, text);
}

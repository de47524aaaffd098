import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";

type Schema = { [key: string]: unknown };

const file = new URL("../../packages/core/records.schema.json", import.meta.url);

/**
 * Says what is wrong with the lines of a records file, by the published schema; nothing if all is right. Readers of records allow fields that
 * they do not know, and writers must not write any: the schema is closed here.
 */
export function complaintsAbout(text: string): string[] {
  const validate = closedValidator();
  return text.split("\n").flatMap((line, index) => {
    if (line === "" || validate(JSON.parse(line))) return [];
    const [error] = (validate.errors ?? []).toSorted((a, b) => b.instancePath.length - a.instancePath.length);
    return [`line ${index + 1}: ${error?.instancePath} ${error?.message} ${JSON.stringify(error?.params)}`];
  });
}

let validator: ValidateFunction | undefined;

function closedValidator(): ValidateFunction {
  validator ??= new Ajv({ strict: false }).compile(close(JSON.parse(readFileSync(file, "utf8")) as Schema));
  return validator;
}

function close(schema: Schema): Schema {
  const closed = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, isSchema(value) ? close(value) : closeList(value)]),
  );
  return "properties" in closed ? { ...closed, additionalProperties: false } : closed;
}

const closeList = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((item: unknown) => (isSchema(item) ? close(item) : item)) : value;

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

import { createRequire } from "node:module";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

// By the kind that a line says it is of: of a union, every error of every part would be told.
const DEFINITIONS: Readonly<Record<string, string>> = {
  memory: "LeakRecord",
  "async ops": "AsyncOpsRecord",
  collected: "CollectedRecord",
  suite: "SuiteRecord",
  "run started": "RunMark",
  "file started": "RunMark",
  "file ended": "RunMark",
  "run ended": "RunMark",
  "line lost": "LostLine",
};

/** Says what keeps a value from being a line of a records file, by the published schema; undefined if nothing does. */
export function complaintAbout(value: unknown): string | undefined {
  const { kind, version } = (value ?? {}) as { readonly kind?: unknown; readonly version?: unknown };
  const definition = typeof kind === "string" ? DEFINITIONS[kind] : undefined;
  if (definition === undefined) return "no record of Leakproof";
  if (version !== 1)
    return `a record of format ${JSON.stringify(version)}, and this release reads format 1: update @leakproof/cli`;
  const validate = validatorOf(definition);
  if (validate(value)) return undefined;
  return `no valid ${kind as string} record: ${describe(validate.errors?.[0])}`;
}

let ajv: Ajv | undefined;

function validatorOf(definition: string): ValidateFunction {
  if (ajv === undefined) {
    const schema = createRequire(import.meta.url)("@leakproof/core/records.schema.json") as object;
    ajv = new Ajv({ allowUnionTypes: true, strict: false });
    ajv.addSchema(schema, "records");
  }
  const validate = ajv.getSchema(`records#/definitions/${definition}`);
  if (validate === undefined) throw new Error(`the schema of records has no ${definition}`);
  return validate as ValidateFunction;
}

function describe(error: ErrorObject | undefined): string {
  const where = error?.instancePath === undefined || error.instancePath === "" ? "it" : error.instancePath;
  return `${where} ${error?.message ?? "is wrong"}`;
}

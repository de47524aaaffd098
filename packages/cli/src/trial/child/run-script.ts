// Runs on the release that is tried: judges the default export of a module and writes the record.
import { appendFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { type Body, checkLeak, type LeakOptions } from "@leakproof/core";

const [, , file = ""] = process.argv;
const records = process.env["LEAKPROOF_RECORDS"] ?? "";

const script = (await import(pathToFileURL(file).href)) as {
  readonly default?: unknown;
  readonly setup?: unknown;
  readonly teardown?: unknown;
  readonly options?: LeakOptions;
};
if (typeof script.default !== "function") {
  throw new TypeError(
    `${basename(file)}: expected a function as the default export, received ${typeof script.default}`,
  );
}
const hooks = {
  ...(script.setup === undefined ? {} : { setup: script.setup as NonNullable<LeakOptions["setup"]> }),
  ...(script.teardown === undefined ? {} : { teardown: script.teardown as NonNullable<LeakOptions["teardown"]> }),
};
const record = await checkLeak(script.default as Body, { ...script.options, ...hooks }, { subject: { file } });
appendFileSync(records, `${JSON.stringify(record)}\n`);
// What leaks may keep the process alive.
process.exit();

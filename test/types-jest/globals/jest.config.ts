import type { LeakproofOptions } from "@leakproof/jest-env";
import type { Config } from "jest";

const leakproof: LeakproofOptions = { records: "records.ndjson", defaults: { timeout: 2000 } };

const config: Config = {
  preset: "@leakproof/jest-env",
  testEnvironmentOptions: { leakproof },
};
export default config;

// @ts-expect-error an option that does not exist
export const misspelt: LeakproofOptions = { record: "records.ndjson" };

// @ts-expect-error functions cannot reach the workers
export const impossible: LeakproofOptions = { defaults: { setup: () => {} } };

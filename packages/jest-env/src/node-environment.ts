import { createRequire } from "node:module";
import type { EnvironmentClass } from "./extend.ts";

// Each depends on the next, down to the environment that the installed Jest itself would take. Asked for by ourselves, a package
// manager could give us that of another version of Jest.
const CHAIN = ["jest", "@jest/core", "jest-config"] as const;

/** Finds the environment for Node that belongs to the installed Jest. */
export function findNodeEnvironment(): EnvironmentClass {
  let require = createRequire(import.meta.url);
  for (const name of CHAIN) require = createRequire(require.resolve(`${name}/package.json`));
  const { TestEnvironment } = require("jest-environment-node") as { readonly TestEnvironment: EnvironmentClass };
  return TestEnvironment;
}

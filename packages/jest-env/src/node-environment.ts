import type { EnvironmentClass } from "./extend.ts";
import { requireOfJest } from "./installed-jest.ts";

/** Finds the environment for Node that belongs to the installed Jest: the one that Jest itself would take. */
export function findNodeEnvironment(): EnvironmentClass {
  const { TestEnvironment } = requireOfJest("jest-config")("jest-environment-node") as {
    readonly TestEnvironment: EnvironmentClass;
  };
  return TestEnvironment;
}

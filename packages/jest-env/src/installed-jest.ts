import { createRequire } from "node:module";
import { assertSupported, type RunnerRange } from "@leakproof/core/runner";

// Each depends on the next. Asked for by ourselves, a package manager could give us those of another version of Jest.
const CHAIN = ["jest", "@jest/core"] as const;

/** Finds what belongs to the installed Jest: resolves as its core does, or as a package that the core depends on. */
export function requireOfJest(...further: readonly string[]): NodeJS.Require {
  let require = createRequire(import.meta.url);
  for (const name of [...CHAIN, ...further]) require = createRequire(require.resolve(`${name}/package.json`));
  return require;
}

const RANGE: RunnerRange = { runner: "Jest", integration: "@leakproof/jest-env", least: ["29.7", "30.0"] };

/** @throws Error if the installed Jest is none that the environment works with */
export function assertSupportedJest(): void {
  assertSupported(RANGE, versionOfJest());
}

/** The major version of the installed Jest. */
export function majorOfJest(): number {
  return Number.parseInt(versionOfJest(), 10);
}

function versionOfJest(): string {
  const { version } = requireOfJest()("@jest/core/package.json") as { readonly version: string };
  return version;
}

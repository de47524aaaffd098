import { fileURLToPath } from "node:url";

/** What Jest takes for `preset: "@leakproof/jest-env"`. */
const preset: { readonly testEnvironment: string; readonly reporters: readonly string[] } = {
  testEnvironment: pathOf("index.js"),
  // Speaks only where the guard is on.
  reporters: ["default", pathOf("reporter.js")],
};
export default preset;

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

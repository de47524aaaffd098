import { fileURLToPath } from "node:url";

/** What Jest takes for `preset: "@leakproof/jest-env"`. */
const preset: { readonly testEnvironment: string } = {
  testEnvironment: fileURLToPath(new URL("index.js", import.meta.url)),
};
export default preset;

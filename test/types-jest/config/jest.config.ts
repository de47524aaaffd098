import type {} from "@leakproof/jest-env";
import type { Config } from "jest";

const config: Config = { preset: "@leakproof/jest-env" };
export default config;

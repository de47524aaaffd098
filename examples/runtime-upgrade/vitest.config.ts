import leakproof from "@leakproof/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [leakproof()],
  test: { testTimeout: 20_000 },
});

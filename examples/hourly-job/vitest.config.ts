import leakproof from "@leakproof/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [leakproof()],
  test: {
    // A verdict takes hundreds of calls, and here each of them downloads an object.
    testTimeout: 30_000,
  },
});

import leakproof from "@leakproof/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [leakproof(), leakproof({ records: "records.ndjson", defaults: { timeout: 2000 } })],
});

// @ts-expect-error an option that does not exist
leakproof({ record: "records.ndjson" });

// @ts-expect-error functions cannot reach the workers
leakproof({ defaults: { setup: () => {} } });

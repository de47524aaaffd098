// Lets memlab judge the snapshots of twins, in both of its ways: `node --expose-gc memlab-worker.ts CACHE FOLDER INDEX...`.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadMemlab } from "../../memlab.ts";

const [cache = "", folder = "", ...indices] = process.argv.slice(2);
const memlab = loadMemlab(cache);
for (const index of indices) {
  const own = join(folder, index);
  if (!existsSync(join(own, "s3.heapsnapshot"))) continue;
  const said = await judge(own).catch((error: unknown) => ({ failed: String(error) }));
  process.stdout.write(`${JSON.stringify({ index: Number(index), said })}\n`);
  rmSync(own, { recursive: true });
}
process.exit();

async function judge(own: string): Promise<readonly boolean[]> {
  const file = (name: string): string => join(own, `${name}.heapsnapshot`);
  const workDir = mkdtempSync(join(tmpdir(), "leakproof-memlab-"));
  try {
    const leaks = await memlab.findLeaks([file("s1"), file("s2"), file("s3")], workDir);
    return [leaks.length > 0, await memlab.seesGrowth(own)];
  } finally {
    rmSync(workDir, { recursive: true });
  }
}

import { createRequire } from "node:module";
import { join } from "node:path";

interface Leakage {
  readonly iterate: { readonly async: (body: () => Promise<unknown>) => Promise<unknown> };
  readonly MemoryLeakError: new () => Error;
}

/** `leakage.iterate.async()` with its defaults: 6 times 30 calls at once, and a collection after each. */
export async function growsByLeakage(body: () => unknown): Promise<boolean> {
  const { iterate, MemoryLeakError } = createRequire(join(process.cwd(), "x.js"))("leakage") as Leakage;
  try {
    await iterate.async(async () => body());
    return false;
  } catch (error) {
    if (error instanceof MemoryLeakError) return true;
    throw error;
  }
}

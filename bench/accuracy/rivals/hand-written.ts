/** What a test written by hand looks like. */
export interface HandWrittenTest {
  readonly calls: number;
  /** More is a leak. */
  readonly mostBytes: number;
}

/** The test that articles advise: collect garbage, read the heap, call, collect, read, compare. */
export async function growsByHand(body: () => unknown, { calls, mostBytes }: HandWrittenTest): Promise<boolean> {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let call = 0; call < calls; call++) await body();
  collectGarbage();
  return process.memoryUsage().heapUsed - before > mostBytes;
}

/** Forces a collection, where Node was started with --expose-gc. */
export function collectGarbage(): void {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("run with --expose-gc");
  gc();
}

/**
 * Gives the memory of columns that nobody needs any more back at once: the garbage collector takes its time, and of a large heap several
 * passes would pile up. The columns are empty afterwards. Does nothing before Node 22, which cannot.
 */
export function releaseMemory(...columns: readonly { readonly buffer: ArrayBufferLike }[]): void {
  for (const { buffer } of columns) (buffer as { transfer?: (bytes: number) => void }).transfer?.(0);
}

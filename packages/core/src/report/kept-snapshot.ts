/** Says where a heap snapshot stays, if it does. */
export function renderKept(path: string | undefined): string {
  return path === undefined ? "" : `Snapshot: ${path} (open it in Chrome DevTools, Memory)`;
}

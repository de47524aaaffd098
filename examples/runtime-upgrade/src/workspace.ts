const WORKSPACE_BYTES = 100_000;

// By the request's signal, which is passed everywhere anyway. A WeakMap keeps no signal alive.
const workspaces = new WeakMap<AbortSignal, Buffer>();

/** The memory that a request works in, made at its first use. */
export function workspaceOf(signal: AbortSignal): Buffer {
  let workspace = workspaces.get(signal);
  if (workspace === undefined) {
    workspace = Buffer.alloc(WORKSPACE_BYTES);
    workspaces.set(signal, workspace);
  }
  return workspace;
}

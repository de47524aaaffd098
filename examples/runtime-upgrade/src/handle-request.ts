import { setImmediate } from "node:timers/promises";
import { shutdown } from "./shutdown.ts";
import { workspaceOf } from "./workspace.ts";

const REQUEST_TIMEOUT_MS = 60_000;

/** Renders the report of an account; gives up after a minute, and when the service stops. */
export async function handleRequest(account: string): Promise<string> {
  const signal = AbortSignal.any([shutdown, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
  await setImmediate();
  signal.throwIfAborted();
  const length = workspaceOf(signal).write(`report of ${account}\n`);
  return workspaceOf(signal).toString("utf8", 0, length);
}

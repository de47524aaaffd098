const controller = new AbortController();

/** Aborts when the service has to stop; lives as long as the process. */
export const shutdown: AbortSignal = controller.signal;

/** Ends all requests that are under way. */
export function stop(): void {
  controller.abort(new Error("the service stops"));
}

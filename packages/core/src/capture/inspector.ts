import { Session } from "node:inspector";

/** A connection to the inspector of this very thread. */
export interface Inspector {
  readonly post: <Result>(method: string, parameters?: object) => Promise<Result>;
  readonly on: <Parameters>(event: string, listener: (parameters: Parameters) => void) => void;
  readonly close: () => void;
}

/** Connects to the inspector of this thread. A debugger that is attached already is no obstacle. */
export function openInspector(): Inspector {
  const session = new Session();
  session.connect();
  return {
    post: <Result>(method: string, parameters?: object) =>
      new Promise<Result>((resolve, reject) => {
        session.post(method, parameters, (error, result) => {
          if (error === null) resolve(result as Result);
          else reject(new Error(`${method}: ${error.message}`));
        });
      }),
    on: (event, listener) => {
      session.on(event, (message: { readonly params: never }) => {
        listener(message.params);
      });
    },
    close: () => {
      session.disconnect();
    },
  };
}

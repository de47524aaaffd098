import type { Channel } from "./channel.ts";

/** How a run ended; `error` is set if it failed. */
export interface Report {
  readonly key: string;
  bytes: number;
  sha256?: string;
  error?: unknown;
}

/** A job that can be started at any time; the channel receives the report once a run is over. */
export interface HourlyJob {
  start(key: string): Channel<Report>;
}

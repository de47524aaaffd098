import { describeUnsupported, type RunnerRange } from "../report/unsupported-runner.ts";
import { messageAlone } from "./message-alone.ts";

/** @throws Error that says what works, if the version of a runner is outside of the range */
export function assertSupported(range: RunnerRange, version: string): void {
  const complaint = describeUnsupported(range, version);
  if (complaint !== undefined) throw messageAlone(new Error(complaint));
}

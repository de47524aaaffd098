import type { Colors } from "./colors.ts";

/** How a message is written. */
export interface MessageStyle {
  /** The assertion as it stands in the test: `expect(body).not.toLeakMemory()`. */
  readonly assertion: string;
  /** Paths are written relative to this folder. */
  readonly root: string;
  readonly colors?: Colors;
}

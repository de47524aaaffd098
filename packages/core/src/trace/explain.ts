import { captureSpan, type Capture, type CaptureRequest } from "../capture/capture-span.ts";
import { readSnapshotFile } from "../heap/read-snapshot-file.ts";
import { findLeaks, type Growth } from "./find-leaks.ts";
import { viewHeap } from "./heap-view.ts";
import { createLeakReader } from "./leak-reader.ts";
import type { Explained, Explanation } from "./leak.ts";
import { withCodeFrames } from "./source/code-frame-positions.ts";
import { loadFrameWriter } from "./source/code-frame.ts";
import { findNodeScripts } from "./source/node-scripts.ts";
import { createSourcePositions } from "./source/source-positions.ts";

/** What an explanation needs from the one who proved the leak. */
export interface ExplainRequest extends CaptureRequest {
  /** Runs the body; it is warm already, and the optimising compilers are held still. */
  readonly runCalls: (calls: number) => Promise<void>;
  /** Forces garbage collection until readings stop moving. */
  readonly settle: () => Promise<void>;
  /** Refuses rather than exceed this. */
  readonly timeLeftMs?: number;
  /** The growth to explain, if it was measured. */
  readonly growth?: Growth;
}

/**
 * Runs a marked span of calls, takes one heap snapshot and says what was born in the calls and is still alive, and who holds it.
 * Needs the thread to itself; never throws because of what the heap looks like.
 */
export async function explainLeak(request: ExplainRequest): Promise<Explained> {
  const captured = await captureSpan(request, (capture) => explainCapture(capture, request));
  return captured.kind === "refused" ? captured : { kind: "explained", explanation: captured.result };
}

async function explainCapture(capture: Capture, { growth }: ExplainRequest): Promise<Explanation> {
  const view = viewHeap(readSnapshotFile(capture.snapshotPath), capture.lastIdBefore);
  const nodeScripts = findNodeScripts(view);
  const scripts = await capture.readScripts(view.snapshot.locations.scriptIds());
  const reader = createLeakReader(view, nodeScripts, scripts, await createSourcePositions(scripts));
  const found = await findLeaks(view, reader, capture, growth);
  const writeFrame = found.leaks.length === 0 ? undefined : await loadFrameWriter();
  return {
    ...found,
    leaks: found.leaks.map((leak) => (writeFrame ? withCodeFrames(leak, reader.textOf, writeFrame) : leak)),
    snapshot: {
      bytes: capture.snapshotBytes,
      milliseconds: capture.snapshotMs,
      ...(capture.isKept ? { path: capture.snapshotPath } : {}),
    },
  };
}

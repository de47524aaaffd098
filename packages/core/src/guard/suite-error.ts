import { renderExcess } from "../report/guard-message.ts";
import type { SourcePosition } from "../trace/leak.ts";
import type { SuiteRecord } from "./suite-record.ts";

/** Makes the error that fails a test file; its stack leads to the line that is to blame. */
export function suiteError(record: SuiteRecord, root: string): Error {
  const error = new Error(renderExcess(record, root));
  error.name = "LeakError";
  const position = positionOf(record);
  const frame = position === undefined ? "" : `\n    at ${position.file}:${position.line}:${position.column}`;
  error.stack = `${error.name}: ${error.message}${frame}`;
  return error;
}

function positionOf({ verdict, leftOpen }: SuiteRecord): SourcePosition | undefined {
  const [excess] = verdict.kind === "over" ? verdict.excesses : [];
  const isOpen = excess?.limit === "handles" || excess?.limit === "pendingOps";
  return (isOpen ? leftOpen[0]?.finding.createdAt : undefined) ?? excess?.place?.position;
}

import type { CollectedObject, CollectedRecord } from "../collected/record.ts";
import { plain } from "./colors.ts";
import { explainDoubt } from "./doubts.ts";
import { counted, formatMilliseconds } from "./format-bytes.ts";
import { renderHeld } from "./held.ts";
import { hintOnObject } from "./hints.ts";
import { renderKept } from "./kept-snapshot.ts";
import { pageOfLeak, readOn } from "./leak-pages.ts";
import type { MessageStyle } from "./message-style.ts";
import { wrap } from "./wrap.ts";

/** Writes what an assertion on collection says when it fails: what was not collected, and who holds it. */
export function renderCollectedMessage(record: CollectedRecord, style: MessageStyle): string {
  const retained = record.objects.filter(({ isCollected }) => !isCollected);
  const sections = [
    summary(record, retained, style),
    ...retained.map((object, index) => renderObject(object, retained.slice(0, index), style)),
    record.unexplained === undefined ? "" : `Who holds it is not told: ${record.unexplained}`,
    renderKept(record.snapshotPath),
    footer(record),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

function summary(
  { verdict, objects, cost }: CollectedRecord,
  retained: readonly CollectedObject[],
  { assertion, colors = plain }: MessageStyle,
): string {
  if (verdict.kind === "inconclusive") {
    const [what, remedy] = explainDoubt(verdict.reason);
    return [`${assertion} is inconclusive`, "", what, remedy].join("\n");
  }
  const after = `after ${counted(cost.collections, "forced collection")}`;
  const [expected, received] =
    verdict.kind === "leaking"
      ? ["all of it collected", `${nameAll(retained)} still retained ${after}`]
      : ["something still retained", `${nameAll(objects)} collected ${after}`];
  return [assertion, "", `Expected: ${colors.green(expected)}`, `Received: ${colors.red(received)}`].join("\n");
}

const nameAll = (objects: readonly CollectedObject[]): string => objects.map(({ name }) => name).join(" and ");

function renderObject(
  { name, leak }: CollectedObject,
  before: readonly CollectedObject[],
  { root, colors = plain }: MessageStyle,
): string {
  if (leak === undefined) return "";
  const sameAs = before.find((other) => other.leak?.fingerprint === leak.fingerprint && isSameTrace(other.leak, leak));
  if (sameAs !== undefined) return `${name} is kept by ${sameAs.name}`;
  return [
    colors.bold(`${name}: ${leak.className}`),
    ...renderHeld(leak, root, colors),
    ...wrap(`Hint: ${hintOnObject(leak)}`, "  "),
    colors.dim(`  fingerprint ${leak.fingerprint}`),
    colors.dim(`  ${readOn(pageOfLeak(leak))}`),
  ].join("\n");
}

const isSameTrace = (a: CollectedObject["leak"], b: CollectedObject["leak"]): boolean =>
  JSON.stringify(a?.trace) === JSON.stringify(b?.trace);

function footer({ cost }: CollectedRecord): string {
  const parts = [
    counted(cost.collections, "collection"),
    counted(cost.snapshots, "snapshot"),
    formatMilliseconds(cost.milliseconds),
  ];
  return `Cost: ${parts.join(", ")}`;
}

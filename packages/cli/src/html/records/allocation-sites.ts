import type { AnyRecord, Leak, SourcePosition, SuiteRecord } from "@leakproof/core";
import { formatPosition } from "@leakproof/core/report";
import type { Identified } from "./identify.ts";

/** What is retained of one class that was created at one place, in bytes per call, all tests that show it added up. */
export interface SiteShare {
  readonly className: string;
  readonly bytes: number;
  /** Ids of the records that show it, the one with the most bytes first. */
  readonly records: readonly string[];
}

/** A place in the code that creates what leaks. */
export interface AllocationSite {
  /** Relative to the project. */
  readonly file: string;
  /** The function and its line: `execute:41`. */
  readonly place: string;
  readonly shares: readonly SiteShare[];
}

/** Sums up by allocation site what the leaks of all records retain. */
export function allocationSites(records: readonly Identified[]): AllocationSite[] {
  const sites = new Map<
    string,
    { file: string; place: string; shares: Map<string, { bytes: number; by: Map<string, number> }> }
  >();
  for (const { id, record, root } of records) {
    for (const leak of leaksOf(record)) {
      if (leak.retainedBytesPerCall <= 0) continue;
      const { file, place } = siteOf(leak, root);
      const site = sites.get(`${file}\n${place}`) ?? { file, place, shares: new Map() };
      sites.set(`${file}\n${place}`, site);
      const share = site.shares.get(leak.className) ?? { bytes: 0, by: new Map<string, number>() };
      site.shares.set(leak.className, share);
      share.bytes += leak.retainedBytesPerCall;
      share.by.set(id, (share.by.get(id) ?? 0) + leak.retainedBytesPerCall);
    }
  }
  return [...sites.values()].map(({ file, place, shares }) => ({
    file,
    place,
    shares: [...shares]
      .map(([className, { bytes, by }]) => ({
        className,
        bytes,
        records: [...by].sort((a, b) => b[1] - a[1]).map(([id]) => id),
      }))
      .sort((a, b) => b.bytes - a.bytes),
  }));
}

/** All leaks that a record tells of. */
export function leaksOf(record: AnyRecord | SuiteRecord): readonly Leak[] {
  switch (record.kind) {
    case "memory":
      return [...(record.explanation?.leaks ?? []), ...(record.pending === undefined ? [] : leaksOf(record.pending))];
    case "async ops":
      return record.findings.flatMap(({ leak }) => leak ?? []);
    case "collected":
      return record.objects.flatMap(({ leak }) => leak ?? []);
    case "suite":
      return record.leftOpen.flatMap(({ finding }) => finding.leak ?? []);
  }
}

// Where nobody saw it created, the place that holds it is the next best.
function siteOf(leak: Leak, root: string): { file: string; place: string } {
  const position: SourcePosition | undefined =
    leak.allocatedAt ?? leak.trace.slice(0, leak.suspect).findLast((step) => step.position !== undefined)?.position;
  if (position === undefined) return { file: "unknown place", place: leak.holder ?? "unknown" };
  return {
    file: formatPosition(position, root, false),
    place:
      leak.allocatedAt === undefined
        ? `held at line ${position.line}`
        : `${position.functionName ?? "anonymous"}:${position.line}`,
  };
}

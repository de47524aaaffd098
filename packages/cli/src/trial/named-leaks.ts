import { basename } from "node:path";
import type { AnyRecord, AsyncFinding, Leak } from "@leakproof/core";
import { likenessOf } from "./likeness.ts";

/** A leak, by what tells it from others in every run. */
export interface NamedLeak {
  readonly fingerprint: string;
  readonly signature: string;
  readonly className: string;
  /** What tells it also on releases of Node whose own holders are named otherwise, if anything does. */
  readonly likeness?: string;
}

/** Names the leaks of a record, whatever its assertion was about, the one that keeps most alive first. */
export function namedLeaks(record: AnyRecord): readonly NamedLeak[] {
  switch (record.kind) {
    case "memory":
      return [...(record.explanation?.leaks ?? []).map(named), ...(record.pending?.findings ?? []).map(namedFinding)];
    case "async ops":
      return record.findings.map(namedFinding);
    case "collected":
      return record.objects.flatMap(({ name, isCollected, leak }) =>
        isCollected ? [] : [leak === undefined ? unexplained(name, name) : named(leak)],
      );
    case "suite":
      return record.leftOpen.map(({ finding }) => namedFinding(finding));
  }
}

function named(leak: Leak): NamedLeak {
  const { fingerprint, signature, className } = leak;
  const likeness = likenessOf(leak);
  return { fingerprint, signature, className, ...(likeness === undefined ? {} : { likeness }) };
}

// What no snapshot was taken of is told by its kind and the function that started it; lines move.
function namedFinding({ kind, leak, createdAt }: AsyncFinding): NamedLeak {
  if (leak !== undefined) return named(leak);
  const place = createdAt === undefined ? "" : ` started in ${createdAt.functionName ?? basename(createdAt.file)}`;
  return unexplained(`${kind}${place}`, kind);
}

function unexplained(signature: string, className: string): NamedLeak {
  return { fingerprint: signature, signature, className };
}

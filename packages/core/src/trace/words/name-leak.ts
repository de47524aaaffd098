import { functionText } from "../creation/function-text.ts";
import type { LeakReader } from "../leak-reader.ts";
import type { Leak, Owner, SourcePosition, Trace } from "../leak.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { foldRuntime } from "./fold-runtime.ts";
import { kindOf } from "./kind.ts";

/** What is known of a leak before it has a name. */
export interface Unnamed {
  readonly className: string;
  readonly count: number;
  readonly perCall: number;
  /** Whether many objects of one sort hold them, each a few. */
  readonly isScattered?: boolean;
  readonly owner: Owner;
  /** The classes of what it keeps. */
  readonly kept: readonly string[];
  readonly allocatedAt?: SourcePosition | undefined;
  readonly allocatedBy?: SourcePosition | undefined;
}

/** What a trace says of a leak: what sort of mistake it is, and the name by which it is known again. */
export type Named = Pick<Leak, "trace" | "suspect" | "kind" | "names" | "fingerprint" | "signature">;

/** Folds a trace and names the leak that it leads to. */
export function nameLeak(reader: LeakReader, told: Trace, { allocatedAt, allocatedBy, ...facts }: Unnamed): Named {
  const folded = foldRuntime(told);
  const creator = allocatedBy ?? allocatedAt;
  const source = creator === undefined ? undefined : reader.textOf(creator.file);
  const { kind, names } = kindOf({
    ...facts,
    ...folded,
    ...(source === undefined ? {} : { creator: functionText(source, creator!.line, creator!.column) }),
  });
  return {
    ...folded,
    kind,
    names,
    ...fingerprintOf(folded, facts.owner, { waiting: names.functionName, creator: allocatedAt }, reader.nameFile),
  };
}

import { createHash } from "node:crypto";
import type { Owner, SourcePosition, Trace, TraceStep } from "../leak.ts";

/** The stable name of a leak. */
export interface Fingerprint {
  /** Twelve hexadecimal digits. */
  readonly fingerprint: string;
  /** What they stand for. */
  readonly signature: string;
}

const DIGITS = 12;

/**
 * Names a leak by the suspect part of its trace: whose it is, the file, the names of the variables and properties, and the classes, down
 * to the first object that was born in the calls. Without ids, lines, counts and versions: it stays the same from run to run,
 * from release to release of Node, and when lines move. LeakCanary's signature is made in the same manner: a hash of the references
 * between the last object that is not leaking and the first that is (https://square.github.io/leakcanary/fundamentals-how-leakcanary-works/).
 * Which function created the object is part of it where nothing else on the way is the project's, as for a timer. Elsewhere it is
 * not: it is known from samples, and they may tell another one in the next run.
 *
 * @param fileOf - writes a file relative to its package
 */
export function fingerprintOf(
  { trace, suspect }: Trace,
  owner: Owner,
  { waiting, creator }: { readonly waiting?: string | undefined; readonly creator?: SourcePosition | undefined },
  fileOf: (file: string) => string,
): Fingerprint {
  const steps = trace.slice(0, suspect + 1);
  const file = steps.find(({ position }) => position !== undefined)?.position?.file;
  const isUsers = owner.kind === "own" || owner.kind === "dependency";
  const signature = [
    ownerName(owner),
    // What the runtime holds lies in files that come and go with its releases.
    ...(file === undefined || !isUsers ? [] : [fileOf(file)]),
    ...steps.map(nameStep).filter((name) => name !== ""),
    ...(waiting === undefined ? [] : [`waits in ${waiting}`]),
    ...(isUsers || creator === undefined ? [] : [`created in ${creator.functionName ?? ""} ${fileOf(creator.file)}`]),
  ].join(" > ");
  return { fingerprint: createHash("sha256").update(signature).digest("hex").slice(0, DIGITS), signature };
}

const ownerName = (owner: Owner): string => ("name" in owner ? `${owner.kind} ${owner.name}` : owner.kind);

// Runners wrap modules in functions: whether a variable is a module's can look different from one to the next.
function nameStep({ reference, name }: TraceStep): string {
  return reference === ""
    ? ""
    : `${reference.replace(/^module variable/, "variable")}: ${name.replace(/ \(.*\)$/, "")}`;
}

import type { Setting, Subject } from "../log.ts";
import type { CaseMeta } from "./read-corpus.ts";

/** Where a case is left out, and why. What is not named does not matter. */
interface LeftOut extends Partial<Pick<Setting, "runner">>, Partial<Pick<Subject, "twin">> {
  readonly why: string;
  readonly from?: Setting["node"];
  readonly before?: Setting["node"];
}

// What the packages of a case cannot do although its meta.json does not say so.
const BROKEN: Readonly<Record<string, LeftOut>> = {
  "apicache-clear": {
    from: 24,
    why: "both versions of apicache use `_headers` of http.OutgoingMessage, which Node removed",
  },
  // Without end: 240,000 names and 64 B for each of the last 10,000 on Node 26.10.0, nothing with --no-cache-property-key-string-adds.
  "component-emitter": {
    from: 26,
    twin: "clean",
    why: "the version that mends it leaks as well, as V8 keeps every property name that is put together with `+`",
  },
  "jsdom-iframe": {
    before: 24,
    runner: "jest",
    why: "its packages require() ES modules, which Jest can do from Node 24 on",
  },
};

/** Why a twin of a case cannot be judged in a setting; undefined if it can. */
export function whyLeftOut(
  { name, minNode = 0 }: CaseMeta,
  { node, runner }: Pick<Setting, "node" | "runner">,
  twin: Subject["twin"],
): string | undefined {
  if (node < minNode) return `its packages need Node ${minNode}`;
  const broken = BROKEN[name];
  if (broken === undefined) return undefined;
  const isOlder = node < (broken.from ?? 0);
  const isNewer = node >= (broken.before ?? Infinity);
  const isOther = (broken.runner ?? runner) !== runner || (broken.twin ?? twin) !== twin;
  return isOlder || isNewer || isOther ? undefined : broken.why;
}

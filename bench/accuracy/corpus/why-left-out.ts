import type { NodeMajor } from "../../../test/e2e/install-hosts.ts";
import type { CaseMeta } from "./read-corpus.ts";

// What the packages of a case cannot do although its meta.json does not say so.
const BROKEN: Readonly<Record<string, { readonly from: NodeMajor; readonly why: string }>> = {
  "apicache-clear": {
    from: 24,
    why: "both versions of apicache use `_headers` of http.OutgoingMessage, which Node removed",
  },
};

/** Why a case cannot run on a Node; undefined if it can. */
export function whyLeftOut({ name, minNode = 0 }: CaseMeta, node: NodeMajor): string | undefined {
  if (node < minNode) return `its packages need Node ${minNode}`;
  const broken = BROKEN[name];
  return broken !== undefined && node >= broken.from ? broken.why : undefined;
}

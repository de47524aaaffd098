import type { Matcher } from "../matcher.ts";
import type { CaseMeta } from "./read-corpus.ts";

/** What a user would assert of a case: of its memory if the leak shows there, otherwise of what it leaves open. */
export function matcherFor({ visibleIn = ["heap"] }: CaseMeta): Matcher {
  return visibleIn.some((judge) => judge === "heap" || judge === "external") ? "toLeakMemory" : "toLeakAsyncOps";
}

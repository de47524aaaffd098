export { asyncWords, type AsyncWords, countKind } from "./async-kinds.ts";
export { findingAdvice, findingHeadline } from "./async-message.ts";
export type { Colors } from "./colors.ts";
export { explainDoubt } from "./doubts.ts";
export { hintOf } from "./hints.ts";
export { leakKindWords, type LeakKindWords } from "./leak-kinds.ts";
export { leakHeadline } from "./leak-trace.ts";
export { type AssertionRecord, assertionOf, type RecordStyle, renderRecord } from "./record-message.ts";
export { withArticle } from "../trace/words/expression.ts";

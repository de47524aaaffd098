import { describe, expect, test } from "vitest";
import { estimateAnalysisMs, estimateExplainMs } from "../../src/capture/snapshot-cost.ts";

describe("the estimate of an explanation", () => {
  test("knows an idle machine by the size of the heap", () => {
    const small = estimateExplainMs(10e6);

    expect(small).toBeGreaterThan(500);
    expect(estimateExplainMs(20e6) - small).toBeCloseTo(estimateExplainMs(30e6) - estimateExplainMs(20e6));
  });

  test("follows the pace of collections, and is never less than on an idle machine", () => {
    expect(estimateExplainMs(10e6, { collectionMs: 200 })).toBe(2 * estimateExplainMs(10e6, { collectionMs: 100 }));
    expect(estimateExplainMs(10e6, { collectionMs: 0.1 })).toBe(estimateExplainMs(10e6));
  });

  test("trusts one slow walk half as far as it trusts many collections", () => {
    const pace = { collectionMs: 100, walkMs: 200 };

    expect(estimateExplainMs(10e6, { ...pace, walkMs: 800 })).toBeCloseTo(2 * estimateExplainMs(10e6, pace));
  });

  test("gives the analysis about as long as writing took", () => {
    expect(estimateAnalysisMs(1000)).toBeGreaterThanOrEqual(800);
    expect(estimateAnalysisMs(1000)).toBeLessThanOrEqual(1100);
  });
});

import { afterEach, describe, expect, test } from "vitest";
import { asyncCases, type AsyncTwin } from "../../../../test/conformance/async-cases.ts";
import { checkAsyncOps } from "../../src/index.ts";

let twin: AsyncTwin | undefined;
afterEach(() => twin?.end?.());

describe.each(asyncCases)("$name", ({ leaky, clean, unref }) => {
  test("is seen", async () => {
    twin = await leaky();

    const { verdict, findings } = await checkAsyncOps(twin.body, unref === true ? { unref } : {});

    expect(verdict.kind).toBe("leaking");
    expect(findings[0]?.createdAt?.file).toMatch(/async-cases\.ts$/);
  });

  test("has a clean twin", async () => {
    twin = await clean();

    const { verdict, findings } = await checkAsyncOps(twin.body);

    expect(findings).toEqual([]);
    expect(verdict.kind).toBe("clean");
  });
});

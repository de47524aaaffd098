import { describe, expect, test } from "vitest";
import { conformanceCases } from "../../../test/conformance/cases.ts";
import { checkLeak } from "../src/index.ts";

describe.each(conformanceCases)("$name", ({ leaky, clean }) => {
  test("leaks", async () => {
    const { body, end } = await leaky();

    const { verdict } = await checkLeak(body, { timeout: 30_000 });
    end?.();

    expect(verdict).toMatchObject({ kind: "leaking" });
  });

  test("has a clean twin", async () => {
    const { body, end } = await clean();

    const { verdict } = await checkLeak(body, { timeout: 10_000 });
    end?.();

    expect(verdict.kind).toBe("clean");
  });
});

import { test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import { runVitest } from "./run-vitest.ts";

const everyCombination = ([3, 4, 5] as const).flatMap((vitest) =>
  (["v8", "istanbul"] as const).map((provider) => ({ vitest, provider })),
);

const combinations = combinationsOf(
  everyCombination,
  everyCombination.filter(({ vitest, provider }) => vitest === 5 && provider === "v8"),
);

test.for(combinations)(
  "verdicts in Vitest $vitest are the same under coverage by $provider",
  async ({ vitest, provider }, { expect }) => {
    const { tests, output } = await runVitest({
      fixture: "judge",
      vitest,
      args: ["--coverage.enabled", `--coverage.provider=${provider}`, "--coverage.reporter=text"],
    });

    expect(output).toContain("sessions.ts");
    expect(Object.entries(tests).map(([name, { records }]) => [name, records[0]?.verdict.kind])).toEqual([
      ["a sync body that leaks", "leaking"],
      ["a sync body that is clean", "clean"],
      ["an async body that leaks", "leaking"],
      ["an async body that is clean", "clean"],
    ]);
  },
);

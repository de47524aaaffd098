import { expect, test } from "vitest";
import { describeUnsupported, type RunnerRange } from "../../src/report/unsupported-runner.ts";

const vitest: RunnerRange = {
  runner: "Vitest",
  integration: "@leakproof/vitest-plugin",
  least: ["3.2", "4.1", "5.1"],
};

test.each(["3.2.0", "3.2.7", "3.3.0", "4.1.12", "5.10.0", "5.1.0-beta.1"])(
  "nothing is said of Vitest %s",
  (version) => {
    expect(describeUnsupported(vitest, version)).toBeUndefined();
  },
);

test.each(["2.1.9", "3.1.4", "4.0.18", "5.0.0", "6.0.0", "6.2.0", "10.1.0"])(
  "Vitest %s is told to be none of them",
  (version) => {
    expect(describeUnsupported(vitest, version)).toContain(`this is Vitest ${version}`);
  },
);

test("the message says what works, what is there, and what to do", () => {
  expect(describeUnsupported(vitest, "2.1.9")).toMatchInlineSnapshot(`
    "@leakproof/vitest-plugin works with Vitest 3.2 and later 3.x, 4.1 and later 4.x, 5.1 and later 5.x; this is Vitest 2.1.9

    Install one that it works with: npm install --save-dev vitest@5"
  `);
});

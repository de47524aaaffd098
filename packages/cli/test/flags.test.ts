import fc from "fast-check";
import { expect, test } from "vitest";
import { findFlags } from "../src/attribution/find-flags.ts";
import { flagCandidates } from "../src/attribution/flag-candidates.ts";

const OLDER = {
  v8Options: `Options:
  --maglev (enable the maglev optimizing compiler)
        type: bool  default: --no-maglev
  --sparkplug (enable Sparkplug baseline compiler)
        type: bool  default: --sparkplug
  --stack-size (default size of stack region)
        type: int  default: --stack-size=984
`,
  nodeFlags: ["--experimental-async-context-frame", "--no-experimental-async-context-frame", "--title"],
};
const NEWER = {
  v8Options: OLDER.v8Options.replace("--no-maglev", "--maglev"),
  nodeFlags: ["--async-context-frame", "--no-async-context-frame", "--test-global-setup", "--title"],
};

test("flags are tried whose default is another on the other side, and experiments that became the rule", () => {
  expect(flagCandidates(NEWER, OLDER)).toEqual(["--no-maglev", "--no-async-context-frame"]);
  expect(flagCandidates(OLDER, NEWER)).toEqual(["--maglev", "--experimental-async-context-frame"]);
  expect(flagCandidates(NEWER, NEWER)).toEqual([]);
});

test("those that matter are found among many, whatever breaks others", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.nat(29), fc.nat(29), async (count, at, brokenAt) => {
      const flags = Array.from({ length: count }, (_, index) => `--flag-${index}`);
      const [wanted, broken] = [`--flag-${at % count}`, `--flag-${brokenAt}`];
      fc.pre(wanted !== broken);
      let runs = 0;

      const found = await findFlags(flags, async (given) => {
        runs++;
        if (given.includes(broken)) return "broken";
        return given.includes(wanted) ? "changes" : "none";
      });

      expect(found).toEqual([wanted]);
      expect(runs).toBeLessThanOrEqual(4 * Math.ceil(Math.log2(count + 1)) + 1);
    }),
  );
});

test("flags that only matter together are named together", async () => {
  const flags = ["--a", "--b"];

  expect(await findFlags(flags, async (given) => (given.length === 2 ? "changes" : "none"))).toEqual(flags);
});

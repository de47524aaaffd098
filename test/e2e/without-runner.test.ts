import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import { installNode, installVitest, type NodeLine } from "./install-hosts.ts";
import { NODES } from "./supported.ts";

const LOADERS = {
  import: { type: "module", load: 'await import("@leakproof/core")' },
  require: { type: "commonjs", load: 'require("@leakproof/core")' },
} as const;

interface Combination {
  readonly node: NodeLine;
  readonly loader: keyof typeof LOADERS;
}

const everyCombination: readonly Combination[] = NODES.flatMap((node) =>
  (["import", "require"] as const).map((loader) => ({ node, loader })),
);

// All of them by `npm run matrix`.
test.for(combinationsOf<Combination>(everyCombination, [{ node: 20, loader: "require" }]))(
  "on Node $node the packed core judges a script that gets it by $loader",
  async ({ node, loader }, { expect }) => {
    const { type, load } = LOADERS[loader];
    const script = `(async () => {
      const { checkLeak } = ${load};
      const kept = [];
      const leaking = await checkLeak(() => void kept.push({}));
      const clean = await checkLeak(() => {});
      console.log(leaking.verdict.kind, clean.verdict.kind);
    })()`;
    const { stdout } = await promisify(execFile)(await installNode(node), [`--input-type=${type}`, "--eval", script], {
      cwd: await installVitest(5),
    });

    expect(stdout.trim()).toBe("leaking clean");
  },
);

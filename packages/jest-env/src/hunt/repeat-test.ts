import type { Circus } from "@jest/types";
import { callTestFunction } from "./call-test-function.ts";
import type { StrayErrors } from "./stray-errors.ts";

/**
 * Runs a test once more, as Jest did: the hooks that belong to it, and its function.
 *
 * @throws the first of what its hooks and its function throw, or of what nobody caught; its `afterEach` hooks run in any case
 */
export async function repeatTest(test: Circus.TestEntry, state: Circus.State, strays: StrayErrors): Promise<void> {
  // Those of the repetition before may come late.
  const errors = strays.take();
  const setting = { context: Object.create(null) as object, timeoutMs: state.testTimeout };
  const attempt = async (step: Circus.TestEntry | Circus.Hook): Promise<void> => {
    try {
      await callTestFunction(step, setting);
    } catch (error) {
      errors.push(error);
    }
  };
  state.currentlyRunningTest = test;
  const { beforeEach, afterEach } = hooksOf(test);
  for (const hook of beforeEach) if (errors.length === 0) await attempt(hook);
  if (errors.length === 0) await attempt(test);
  for (const hook of afterEach) await attempt(hook);
  state.currentlyRunningTest = null;
  errors.push(...strays.take());
  if (errors.length > 0) throw errors[0];
}

interface EachHooks {
  readonly beforeEach: readonly Circus.Hook[];
  readonly afterEach: readonly Circus.Hook[];
}

// Outermost first before the test, innermost first after it.
function hooksOf({ parent }: Circus.TestEntry): EachHooks {
  const blocks: Circus.DescribeBlock[] = [];
  for (let block: Circus.DescribeBlock | undefined = parent; block !== undefined; block = block.parent)
    blocks.push(block);
  const ofType = (type: Circus.Hook["type"]) => (block: Circus.DescribeBlock) =>
    block.hooks.filter((hook) => hook.type === type);
  return {
    beforeEach: blocks.toReversed().flatMap(ofType("beforeEach")),
    afterEach: blocks.flatMap(ofType("afterEach")),
  };
}

import type { SuiteRecord } from "@leakproof/core/matchers";
import type { Reporter, Vitest } from "vitest/node";

// By the list of reporters, which a changed configuration replaces.
const shown = new WeakSet<object>();

/** Adds a reporter that tells at the end of a run what the guard found. */
export function showGuard(vitest: Vitest): void {
  const { reporters } = vitest.config;
  if (shown.has(reporters)) return;
  shown.add(reporters);
  reporters.push(createReporter(vitest));
}

function createReporter(vitest: Vitest): Reporter {
  return {
    async onTestRunEnd(modules) {
      const { colorsOfTerminal, renderSuites } = await import("@leakproof/core/guard-report");
      const records = modules.flatMap((module) => module.meta().leakproof ?? []).filter(isSuite);
      const text = renderSuites(records, { root: vitest.config.root, colors: colorsOfTerminal(process.stdout) });
      if (text !== "") vitest.logger.log(`\n${text}\n`);
    },
  };
}

function isSuite(record: { readonly kind: string }): record is SuiteRecord {
  return record.kind === "suite";
}

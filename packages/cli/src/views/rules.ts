import type { AsyncFinding, Excess, LeakKind } from "@leakproof/core";
import { asyncPages, asyncWords, leakKindWords, leakPages, withArticle } from "@leakproof/core/report";

/** A sort of problem, as tools that list problems by rule want it. */
export interface Rule {
  readonly id: string;
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** How to mend it. */
  readonly remedy: string;
  /** The page of `docs/` that tells more. */
  readonly page: string;
}

const TRACES = "reading-a-report.md#what-to-do";
const PENDING = "async-ops.md";
const REPORTS = "reports.md";

/** The rule of a leak by its kind. */
export function leakRule(kind: LeakKind): Rule {
  return { id: `memory/${dashed(kind)}`, ...leakKindWords[kind], page: `leaks/${leakPages[kind]}` };
}

/** The rule of what is left open or pending, by its kind. */
export function asyncRule(kind: AsyncFinding["kind"]): Rule {
  const { one, hint } = asyncWords[kind];
  return {
    id: `async-ops/${dashed(kind)}`,
    what: `A call leaves ${withArticle(one)} behind.`,
    remedy: hint,
    page: `leaks/${asyncPages[kind]}`,
  };
}

/** Growth that no snapshot explains. */
export const GROWTH: Rule = {
  id: "memory/growth",
  what: "Memory grows with every call, and no heap snapshot says what it is.",
  remedy: "Let the check take a snapshot: leave `explain` at its default, and give the test more time.",
  page: TRACES,
};

/** An object that was to be collected and was not. */
export const RETAINED: Rule = {
  id: "collected/retained",
  what: "An object that should be collected is still retained.",
  remedy: "Let go of it where the trace is underlined.",
  page: PENDING,
};

/** A leak that an assertion asks for, and that is not there. */
export const NO_LEAK: Rule = {
  id: "leak-expected",
  what: "The assertion expects a leak, and there is none.",
  remedy: "Negate the assertion: the leak is mended.",
  page: REPORTS,
};

/** A verdict that is withheld. */
export const INCONCLUSIVE: Rule = {
  id: "inconclusive",
  what: "It cannot be told whether this leaks.",
  remedy: "Do what the message says: more time, or a body that leaves less to chance.",
  page: REPORTS,
};

const LIMITS: Readonly<Record<Excess["limit"], readonly [what: string, remedy: string]>> = {
  retained: ["A test file leaves more memory behind than its budget allows.", "Mend the leak, or raise the budget."],
  perTest: ["A test leaves more memory behind than its budget allows.", "Mend the leak, or raise the budget."],
  handles: ["A test file leaves more handles open than its budget allows.", "Close what is left open."],
  pendingOps: ["A test file leaves more pending ops behind than its budget allows.", "End what is left pending."],
};

/** The rule of a limit that a test file exceeded. */
export function limitRule(limit: Excess["limit"]): Rule {
  const [what, remedy] = LIMITS[limit];
  return {
    id: `suite/${limit.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    what,
    remedy,
    page: REPORTS,
  };
}

const dashed = (kind: string): string => kind.toLowerCase().replace(/[^a-z0-9]+/g, "-");

import type { AnyRecord } from "./any-record.ts";
import { checkAsyncOps } from "./async/check-async-ops.ts";
import { type AsyncOpsOptions, resolveAsyncOptions } from "./async/options.ts";
import type { CheckSetting } from "./check-setting.ts";
import { checkLeak } from "./check.ts";
import { checkCollected } from "./collected/check-collected.ts";
import { type CollectedOptions, resolveCollectedOptions } from "./collected/options.ts";
import type { SuiteRecord } from "./guard/suite-record.ts";
import { type Body, type LeakOptions, resolveOptions } from "./options.ts";
import type { MessageStyle } from "./report/message-style.ts";
import type { Subject } from "./subject.ts";

export type { AnyRecord } from "./any-record.ts";
export type { AsyncOpsOptions } from "./async/options.ts";
export type { AsyncOpsRecord } from "./async/record.ts";
export type { CollectedOptions } from "./collected/options.ts";
export type { CollectedRecord } from "./collected/record.ts";
export type { SuiteRecord } from "./guard/suite-record.ts";
export { type Explain, type LeakOptions, type ResolvedOptions, resolveOptions } from "./options.ts";
export type { LeakRecord } from "./record.ts";

/** The options of each matcher. */
export interface MatcherOptions {
  readonly toLeakMemory: LeakOptions;
  readonly toLeakAsyncOps: AsyncOpsOptions;
  readonly toBeCollected: CollectedOptions;
}

/** The names of the matchers. */
export type MatcherName = keyof MatcherOptions;

/**
 * Judges what was received, for any runner with Jest's protocol of matchers.
 *
 * @throws TypeError if `received` cannot be judged or an option is wrong; what the body throws
 */
export type Matcher<Options> = (
  received: unknown,
  options: Options | undefined,
  context: MatcherContext,
) => Promise<MatcherResult>;

/** What a runner's matcher knows, and hands on. */
export interface MatcherContext {
  /** Whether the assertion is negated. */
  readonly isNot: boolean;
  readonly subject: Subject;
  /** Milliseconds until the runner ends the test; undefined where it never does. */
  readonly timeLeftMs?: number | undefined;
  /** Why this assertion can't be judged here; the verdict is then inconclusive, and nothing is called. */
  readonly refuse?: string | undefined;
  /** The runner's printers, for colours. */
  readonly utils?: MatcherUtils | undefined;
  /** Called with the evidence of the verdict, also when the assertion passes. */
  readonly onRecord?: ((record: AnyRecord) => void) | undefined;
}

/** The printers that Vitest and Jest give to matchers. */
export interface MatcherUtils {
  readonly RECEIVED_COLOR: (text: string) => string;
  readonly EXPECTED_COLOR: (text: string) => string;
  readonly DIM_COLOR: (text: string) => string;
  readonly BOLD_WEIGHT?: (text: string) => string;
}

/** What Vitest and Jest want from a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Every matcher, as a runner with Jest's protocol of matchers calls it. */
export const matchers: { readonly [Name in MatcherName]: Matcher<MatcherOptions[Name]> } = {
  async toLeakMemory(received, options, context) {
    const { inconclusive } = resolveOptions(options);
    return judge(context, "expect(body)", "toLeakMemory", inconclusive, {
      check: (setting) => checkLeak(received as Body, options, setting),
      isPassing: (kind) => kind === "leaking",
      loadRender: async () => (await import("./report/message.ts")).renderMessage,
    });
  },
  async toLeakAsyncOps(received, options, context) {
    const { inconclusive } = resolveAsyncOptions(options);
    return judge(context, "expect(body)", "toLeakAsyncOps", inconclusive, {
      check: (setting) => checkAsyncOps(received as Body, options, setting),
      isPassing: (kind) => kind === "leaking",
      loadRender: async () => (await import("./report/async-message.ts")).renderAsyncMessage,
    });
  },
  async toBeCollected(received, options, context) {
    const { inconclusive } = resolveCollectedOptions(options);
    return judge(context, "expect(make)", "toBeCollected", inconclusive, {
      check: (setting) => checkCollected(received, options, setting),
      isPassing: (kind) => kind === "clean",
      loadRender: async () => (await import("./report/collected-message.ts")).renderCollectedMessage,
    });
  },
};

type AssertionRecord = Exclude<AnyRecord, SuiteRecord>;

interface Judgement<Record extends AssertionRecord> {
  readonly check: (setting: CheckSetting) => Promise<Record>;
  /** Whether the matcher, not negated, passes on this verdict. */
  readonly isPassing: (kind: "clean" | "leaking") => boolean;
  /** Loads what tells of a record: a suite whose assertions all pass does not pay for it. */
  readonly loadRender: () => Promise<(record: Record, style: MessageStyle) => string>;
}

async function judge<Record extends AssertionRecord>(
  { isNot, refuse, subject, timeLeftMs, onRecord, utils }: MatcherContext,
  received: string,
  name: MatcherName,
  inconclusive: "fail" | "warn",
  { check, isPassing, loadRender }: Judgement<Record>,
): Promise<MatcherResult> {
  const assertion = `${received}${isNot ? ".not" : ""}.${name}()`;
  if (refuse !== undefined) return withheld(`${assertion} is inconclusive\n\n${refuse}`, inconclusive, isNot);
  const expectsLeak = isPassing("leaking") !== isNot;
  const record = await check({
    subject: expectsLeak ? { ...subject, expectsLeak } : subject,
    ...(timeLeftMs === undefined ? {} : { timeLeftMs }),
  });
  onRecord?.(record);
  const style: MessageStyle = { assertion, root: process.cwd(), ...colorsOf(utils) };
  const { kind } = record.verdict;
  const pass = kind !== "inconclusive" && isPassing(kind);
  // Runners ask for the message of an assertion that fails.
  if (kind !== "inconclusive" && pass !== isNot) return { pass, message: () => assertion };
  const render = await loadRender();
  if (kind === "inconclusive") return withheld(render(record, style), inconclusive, isNot);
  return { pass, message: () => render(record, style) };
}

function withheld(text: string, policy: "fail" | "warn", isNot: boolean): MatcherResult {
  if (policy === "warn") process.emitWarning(text, "LeakproofWarning");
  // A negated matcher fails by passing.
  return { pass: policy === "fail" ? isNot : !isNot, message: () => text };
}

// Jest's printers write all that they are given, also what `map` passes besides the text.
function colorsOf(utils: MatcherUtils | undefined): Pick<MessageStyle, "colors"> {
  if (!utils) return {};
  return {
    colors: {
      red: (text) => utils.RECEIVED_COLOR(text),
      green: (text) => utils.EXPECTED_COLOR(text),
      dim: (text) => utils.DIM_COLOR(text),
      bold: (text) => utils.BOLD_WEIGHT?.(text) ?? text,
    },
  };
}

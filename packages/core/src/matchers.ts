import { checkLeak } from "./check.ts";
import { type Body, type LeakOptions, resolveOptions } from "./options.ts";
import type { LeakRecord, Subject } from "./record.ts";
import { type MessageStyle, renderMessage } from "./report/message.ts";

export { type Explain, type LeakOptions, type ResolvedOptions, resolveOptions } from "./options.ts";
export type { LeakRecord } from "./record.ts";

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
  readonly onRecord?: ((record: LeakRecord) => void) | undefined;
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

/**
 * Judges `received` as the body of `expect(body).toLeakMemory()`, for any runner with Jest's protocol of matchers.
 *
 * @throws TypeError if `received` is no function or an option is wrong; what the body throws
 */
export async function toLeakMemory(
  received: unknown,
  options: LeakOptions | undefined,
  context: MatcherContext,
): Promise<MatcherResult> {
  const { inconclusive } = resolveOptions(options);
  const assertion = `expect(body)${context.isNot ? ".not" : ""}.toLeakMemory()`;
  if (context.refuse !== undefined)
    return withheld(`${assertion} is inconclusive\n\n${context.refuse}`, inconclusive, context.isNot);
  const { subject, timeLeftMs } = context;
  const record = await checkLeak(received as Body, options, {
    subject,
    ...(timeLeftMs === undefined ? {} : { timeLeftMs }),
  });
  context.onRecord?.(record);
  const style: MessageStyle = { assertion, root: process.cwd(), ...colorsOf(context.utils) };
  if (record.verdict.kind === "inconclusive")
    return withheld(renderMessage(record, style), inconclusive, context.isNot);
  return { pass: record.verdict.kind === "leaking", message: () => renderMessage(record, style) };
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

import { stripVTControlCharacters } from "node:util";
import type { AnyRecord } from "@leakproof/core";
import * as v from "valibot";
import { judgeRecords, type Target } from "./judge-records.ts";
import type { Outcome } from "./outcome.ts";
import type { TrialCommand } from "./resolve-command.ts";
import type { FinishedProcess } from "./run-process.ts";

/** What a run left behind. */
export interface Traces {
  readonly process: FinishedProcess;
  readonly records: readonly AnyRecord[];
  /** The verdict line of a custom command, if it wrote one. */
  readonly verdict: string;
}

/**
 * Classifies a run. Records come first: a runner's exit code says as little on an old Node as on one whose reporter crashes.
 */
export function classify(command: TrialCommand, traces: Traces, target: Target, cwd: string): Outcome {
  const { process, records } = traces;
  const judged = judgeRecords(records, target, cwd);
  if (judged?.kind === "leak") return judged;
  const { exit } = process;
  if (exit.kind === "timeout") return { kind: "error", reason: `did not end within ${exit.seconds} s` };
  if (exit.kind === "aborted") return { kind: "error", reason: "interrupted" };
  if (exit.kind === "signal") return { kind: "error", reason: `ended by ${exit.signal}${outOfMemory(process.output)}` };
  if (exit.kind === "not started") return { kind: "untestable", reason: `cannot be started: ${exit.reason}` };
  if (judged !== undefined) return judged;
  const refusal = findRefusal(process.output, exit.code);
  if (command.kind !== "custom")
    return withoutRecords(exit.code, refusal, process.output, records.length > 0 ? "another test" : undefined);
  return customVerdict(traces.verdict, exit.code, target, refusal, process.output);
}

function withoutRecords(code: number, refusal: string | undefined, output: string, ran: string | undefined): Outcome {
  if (refusal !== undefined) return { kind: "untestable", reason: refusal };
  if (ran !== undefined) return { kind: "untestable", reason: "the test that leaked did not run" };
  if (code === 0)
    return {
      kind: "untestable",
      reason: "no leak assertion ran: does the command select the test, and is the plugin installed?",
    };
  return { kind: "other", reason: `failed before a verdict (exit code ${code})${lastWords(output)}` };
}

const VERDICT = v.object({
  leak: v.boolean(),
  signature: v.optional(v.string()),
  bytesPerCall: v.optional(v.number()),
});

function customVerdict(
  line: string,
  code: number,
  target: Target,
  refusal: string | undefined,
  output: string,
): Outcome {
  if (line.trim() !== "") return verdictLine(line, target);
  if (code === 0) return { kind: "clean" };
  if (code === 125) return { kind: "untestable", reason: `skipped by the command (exit code 125)${lastWords(output)}` };
  if (code >= 126) return { kind: "error", reason: `the command ended with exit code ${code}${lastWords(output)}` };
  if (refusal !== undefined) return { kind: "untestable", reason: refusal };
  return { kind: "leak", fingerprints: [], tests: [] };
}

function verdictLine(line: string, target: Target): Outcome {
  let parsed: v.InferOutput<typeof VERDICT>;
  try {
    parsed = v.parse(VERDICT, JSON.parse(line.trim().split("\n").at(-1) ?? ""));
  } catch {
    return { kind: "error", reason: `the verdict line is not like {"leak": true}: ${line.trim().slice(0, 80)}` };
  }
  const { leak, signature, bytesPerCall } = parsed;
  const grown = bytesPerCall === undefined ? {} : { bytesPerCall };
  const isLeak =
    target.aboveBytes === undefined || bytesPerCall === undefined ? leak : bytesPerCall > target.aboveBytes;
  if (!isLeak) return { kind: "clean", ...grown };
  const isSame =
    signature === undefined || target.leak === "any" || target.aboveBytes !== undefined
      ? true
      : target.leak === "same"
        ? target.fingerprints.size === 0 || target.fingerprints.has(signature)
        : target.leak.test(signature);
  if (!isSame) return { kind: "other", reason: `another leak (${signature})` };
  return { kind: "leak", fingerprints: signature === undefined ? [] : [signature], tests: [], ...grown };
}

// What a release says that is too old or too new for the program.
const REFUSALS: readonly RegExp[] = [
  // Vitest's heading for what keeps it from starting.
  /(?<=Startup Error[^]*?\n\s*)\w*Error\b.*/,
  /\S*: bad option: .*/,
  /.* is not allowed in NODE_OPTIONS/,
  /compiled against a different Node\.js version.*[^]*?NODE_MODULE_VERSION \d+/,
  /Error: .*ERR_DLOPEN_FAILED.*/,
  /Error: .*: invalid ELF header/,
  /SyntaxError: .*/,
  /(?:Error \[)?ERR_REQUIRE_ESM\]?.*/,
  /Error \[ERR_UNKNOWN_FILE_EXTENSION\].*/,
  /Error \[ERR_UNKNOWN_BUILTIN_MODULE\].*/,
  /Error: No such built-in module: .*/,
  /TypeError: \S+ is not a (?:function|constructor)/,
  /ReferenceError: \S+ is not defined/,
  /.*(?:requires|required|unsupported).*[Nn]ode(?:\.js)? .*/,
];

function findRefusal(colored: string, code: number): string | undefined {
  if (code === 0) return undefined;
  const output = stripVTControlCharacters(colored);
  for (const pattern of REFUSALS) {
    const match = pattern.exec(output);
    if (match !== null) return oneLine(match[0]);
  }
  return code === 9 ? `Node refused its arguments${lastWords(output)}` : undefined;
}

function outOfMemory(output: string): string {
  return /heap out of memory/.test(output) ? " (out of memory)" : "";
}

function lastWords(output: string): string {
  const lines = output
    .split("\n")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  const line = lines.find((each) => /^(?:Uncaught )?\w*Error\b.*: /.test(each)) ?? lines.at(-1);
  return line === undefined ? "" : `: ${oneLine(line)}`;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}

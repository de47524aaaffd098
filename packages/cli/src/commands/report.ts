import { appendFileSync, existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import picocolors from "picocolors";
import { HOW_TO_WRITE, readFiles } from "../records/read-files.ts";
import { type Report, reportOf, summarize } from "../records/report-of.ts";
import { writeAside } from "../records/write-aside.ts";
import { messageOf, RecordsError, UserError } from "../user-error.ts";
import { FAILINGS, type Failing, isFailing } from "../views/failing.ts";
import { FORMATS, type Format, isFormat } from "../views/formats.ts";
import { renderMarkdown } from "../views/markdown.ts";
import { renderNdjson } from "../views/ndjson.ts";
import { summaryLine } from "../views/summary-line.ts";
import type { ViewStyle } from "../views/view.ts";
import { whatIsMissing } from "../views/what-is-missing.ts";
import { colorsFor } from "./colors.ts";
import { list } from "./options.ts";

/** A format, and the file that it goes to; without one it is printed. */
interface Output {
  readonly format: Format;
  readonly file?: string;
}

interface ReportOptions {
  readonly format: readonly Output[];
  readonly output?: string;
  readonly failOn: ReadonlySet<Failing>;
  readonly all: boolean;
}

const EXIT_CODES = `
Exit codes:
  0    nothing that --fail-on names
  1    something that --fail-on names
  2    there are no records, or a file is none of records
  64   a mistake in the command`;

/** Adds `leakproof report`. */
export function addReport(program: Command, finish: (exitCode: number) => void): void {
  const report = program
    .command("report")
    .description("Show what the leak assertions of a run found: a view of its records, for people or for machines.")
    .argument(
      "[records...]",
      "files of records, or folders with .ndjson files; default: LEAKPROOF_RECORDS, leaks.ndjson",
    )
    .addOption(
      new Option(
        "--format <format[=file]>",
        `${Object.keys(FORMATS).join(", ")}; may be repeated, with a file for each`,
      )
        .argParser(readOutput)
        .default([], "terminal"),
    )
    .option("--output <file>", "write to a file instead of printing")
    .addOption(
      new Option("--fail-on <what>", `${Object.keys(FAILINGS).join(", ")} or never; several with commas`)
        .argParser(readFailing)
        .default(new Set<Failing>(["leaking", "over", "incomplete"]), "leaking,over,incomplete"),
    )
    .option("--all", "list also what is clean", false)
    .addHelpText(
      "after",
      `\n--fail-on:\n${Object.entries(FAILINGS)
        .map(([name, meaning]) => `  ${name.padEnd(14)}${meaning}`)
        .join("\n")}\n${EXIT_CODES}`,
    )
    .action(async (names: readonly string[], options: ReportOptions) => finish(await showReport(names, options)));

  report
    .command("merge")
    .description("Put the records of shards, workers or machines into one file.")
    .argument("<records...>", "files of records, or folders with .ndjson files")
    .requiredOption("-o, --output <file>", "the file that gets them all")
    .addHelpText(
      "after",
      EXIT_CODES.replace("nothing that --fail-on names", "merged, also if a run is incomplete").replace(
        /\n {2}1 .*/,
        "",
      ),
    )
    .action((names: readonly string[], _options: unknown, command: Command) =>
      finish(mergeFiles(names, outputOf(command))),
    );
}

// `report` has an option of the same name, and takes it first.
function outputOf(command: Command): string {
  return command.optsWithGlobals<{ readonly output: string }>().output;
}

async function showReport(names: readonly string[], { format, output, failOn, all }: ReportOptions): Promise<number> {
  const outputs = outputsOf(format, output);
  const report = readReport(names.length === 0 ? [usualFile()] : names);
  const style = { ...styleOf(), all, failing: failOn };
  for (const { format: name, file } of outputs) {
    const text = await FORMATS[name](
      report,
      file === undefined ? style : { ...style, colors: picocolors.createColors(false), columns: 80 },
    );
    if (file === undefined) process.stdout.write(text);
    else writeAside(resolve(file), text);
    if (name === "github") addToJobSummary(report, style);
  }
  return isFailing(report, failOn) ? 1 : 0;
}

function mergeFiles(names: readonly string[], output: string): number {
  const report = readReport(names);
  writeAside(resolve(output), renderNdjson(report));
  const missing = whatIsMissing(report).map(({ what }) => `Missing: ${what}\n`);
  process.stderr.write(`${missing.join("")}${output}: ${summaryLine(summarize(report))}\n`);
  return 0;
}

function readReport(names: readonly string[]): Report {
  return reportOf(readFiles(names), { cwd: process.cwd(), repository: process.env["GITHUB_WORKSPACE"] });
}

function outputsOf(formats: readonly Output[], output: string | undefined): readonly Output[] {
  const outputs: readonly Output[] = formats.length === 0 ? [{ format: "terminal" }] : formats;
  const printed = outputs.filter(({ file }) => file === undefined);
  if (output === undefined) {
    if (printed.length <= 1) return outputs;
    throw new UserError(
      `Only one format can be printed: name a file for the others, as in --format ${printed[1]!.format}=report.txt.`,
    );
  }
  if (printed.length !== 1)
    throw new UserError("--output is for one --format: name the file in each, as in --format sarif=leaks.sarif.");
  return outputs.map((one) => ({ file: output, ...one }));
}

const USUAL_FILE = "leaks.ndjson";

function usualFile(): string {
  const asked = process.env["LEAKPROOF_RECORDS"];
  if (asked !== undefined && asked !== "") return asked;
  if (existsSync(USUAL_FILE)) return USUAL_FILE;
  throw new RecordsError(`There is no ${USUAL_FILE} here: name the file of records. ${HOW_TO_WRITE}`);
}

function readOutput(text: string, before: readonly Output[]): readonly Output[] {
  const [name = "", ...rest] = text.split("=");
  const file = rest.join("=");
  if (!isFormat(name)) throw new InvalidArgumentError(`Known formats are ${Object.keys(FORMATS).join(", ")}.`);
  if (rest.length > 0 && file === "") throw new InvalidArgumentError(`Name a file after ${name}=.`);
  return [...before, file === "" ? { format: name } : { format: name, file }];
}

function readFailing(text: string): ReadonlySet<Failing> {
  const names = list(text);
  if (names.length === 1 && names[0] === "never") return new Set();
  for (const name of names) {
    if (!Object.hasOwn(FAILINGS, name))
      throw new InvalidArgumentError(`Name some of ${Object.keys(FAILINGS).join(", ")}, or never.`);
  }
  return new Set(names as Failing[]);
}

type Manifest = { readonly version: string; readonly homepage?: string };

function styleOf(): Pick<ViewStyle, "colors" | "columns" | "version" | "docs"> {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Manifest;
  return {
    colors: colorsFor(process.stdout),
    columns: Math.max(60, process.stdout.columns || 80),
    version: manifest.version,
    docs: manifest.homepage,
  };
}

// A job summary has room for a mebibyte in each step: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
const SUMMARY_BYTES = 1024 * 1024;

function addToJobSummary(report: Report, style: ViewStyle): void {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (file === undefined || file === "") return;
  try {
    const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    appendFileSync(file, renderMarkdown(report, style, SUMMARY_BYTES - used));
  } catch (error) {
    throw new UserError(`The job summary cannot be written: ${messageOf(error)}.`, { cause: error });
  }
}

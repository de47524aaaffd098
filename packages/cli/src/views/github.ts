import type { Report } from "../records/report-of.ts";
import { counted } from "../report/format.ts";
import { findProblems } from "./find-problems.ts";
import { type Alike, groupProblems, seenBy } from "./group-problems.ts";
import { whatIsMissing } from "./what-is-missing.ts";

// GitHub shows as many of a level for one step, and drops the rest:
// https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
const MOST_SHOWN = 10;

/** Writes GitHub's workflow commands: each leak as an annotation on the line of its allocation site, worst first. */
export function renderGithub(report: Report): string {
  const alike = groupProblems(findProblems(report));
  const missing = whatIsMissing(report).map(({ what, files }) =>
    command("error", { title: "Leakproof: records are missing" }, [what, ...files].join("\n")),
  );
  const shown = alike.map((group) => annotationOf(group, report));
  const hidden = Math.max(0, shown.length + missing.length - MOST_SHOWN);
  const more = `${counted(hidden, "further annotation")} may not be shown: GitHub takes ${MOST_SHOWN} of a kind from a step. The job summary has all.`;
  return [...missing, ...shown, ...(hidden === 0 ? [] : [command("notice", { title: "Leakproof" }, more)])]
    .map((line) => `${line}\n`)
    .join("");
}

function annotationOf(alike: Alike, { places }: Report): string {
  const [{ level, title, details, position, fingerprint, record }] = alike;
  const file = position?.file ?? record.subject.file;
  const seen = seenBy(alike, places);
  const text = [
    ...details,
    ...(seen === "" ? [] : [`Seen by ${seen}.`]),
    ...(fingerprint === undefined ? [] : [`Fingerprint ${fingerprint}`]),
  ];
  const properties = {
    ...(file === undefined ? {} : { file: places.inRepository(file) }),
    ...(position === undefined ? {} : { line: String(position.line), col: String(position.column) }),
    title,
  };
  return command(level, properties, text.join("\n"));
}

function command(
  name: "error" | "warning" | "notice",
  properties: Readonly<Record<string, string>>,
  text: string,
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${list.join(",")}::${escapeText(text)}`;
}

// As the runner of GitHub Actions undoes it: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
const escapeText = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string => escapeText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

import { pathToFileURL } from "node:url";
import type { SourcePosition } from "@leakproof/core";
import type { Location, Log, ReportingDescriptor, Result, ThreadFlowLocation } from "sarif";
import type { Places } from "../records/places.ts";
import type { Report } from "../records/report-of.ts";
import { findProblems } from "./find-problems.ts";
import { type Alike, groupProblems, seenBy } from "./group-problems.ts";
import type { Problem } from "./problem.ts";
import type { Rule } from "./rules.ts";
import type { ViewStyle } from "./view.ts";
import { whatIsMissing } from "./what-is-missing.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** Writes SARIF 2.1.0, as code scanning reads it: each leak once, at its allocation site, with the way to it from what holds it. */
export function renderSarif(report: Report, { version, docs }: Pick<ViewStyle, "version" | "docs">): string {
  const alike = groupProblems(findProblems(report));
  const rules = [...new Map(alike.map(([{ rule }]) => [rule.id, rule])).values()];
  const missing = whatIsMissing(report);
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Leakproof",
            semanticVersion: version,
            ...(docs === undefined ? {} : { informationUri: docs }),
            rules: rules.map((rule) => describeRule(rule, docs)),
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: missing.length === 0,
            toolExecutionNotifications: missing.map(({ what, files }) => ({
              level: "error",
              message: { text: [what, ...files].join("\n") },
            })),
          },
        ],
        results: alike.map((group) => resultOf(group, rules, report.places)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function describeRule({ id, what, remedy, page }: Rule, docs: string | undefined): ReportingDescriptor {
  const help = docs === undefined ? "" : `\n\n[More on it](${docs}/${page})`;
  return {
    id,
    shortDescription: { text: what },
    fullDescription: { text: `${what} ${remedy}` },
    help: { text: remedy, markdown: `${what}\n\n${remedy}${help}` },
    ...(docs === undefined ? {} : { helpUri: `${docs}/${page}` }),
    defaultConfiguration: { level: id === "inconclusive" ? "note" : "error" },
    properties: { tags: ["memory-leak"] },
  };
}

function resultOf(alike: Alike, rules: readonly Rule[], places: Places): Result {
  const [first] = alike;
  const { rule, title, details, fingerprint, record } = first;
  const seen = seenBy(alike, places);
  const flow = flowOf(first, places);
  return {
    ruleId: rule.id,
    ruleIndex: rules.indexOf(rules.find(({ id }) => id === rule.id) ?? rule),
    level: first.level === "error" ? "error" : "note",
    message: { text: [`${title}.`, ...details, ...(seen === "" ? [] : [`Seen by ${seen}.`])].join("\n") },
    locations: locationsOf(first, places),
    ...(fingerprint === undefined ? {} : { partialFingerprints: { "leakproof/v1": fingerprint } }),
    ...(flow.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: flow }] }] }),
    relatedLocations: relatedTo(first, places),
    occurrenceCount: alike.length,
    properties: { node: record.runtime.node, platform: `${record.runtime.platform} ${record.runtime.arch}` },
  };
}

function locationsOf({ position, record }: Problem, places: Places): Location[] {
  if (position !== undefined) return [locationOf(position, places)];
  const { file } = record.subject;
  return file === undefined ? [] : [{ physicalLocation: { artifactLocation: artifactOf(file, places) } }];
}

/** The retainer path; of objects that have no place in the source, the words stand at the next that has, or at the allocation site. */
function flowOf({ path, suspect = 0, position: allocation }: Problem, places: Places): ThreadFlowLocation[] {
  const flow: ThreadFlowLocation[] = [];
  let words: string[] = [];
  let isEssential = false;
  const end = (position: SourcePosition, nestingLevel: number): void => {
    const importance = isEssential ? "essential" : "important";
    flow.push({ location: locationOf(position, places, words.join(" → ")), importance, nestingLevel });
    words = [];
    isEssential = false;
  };
  for (const [index, { reference, name, position }] of path.entries()) {
    const what = reference === "" ? name : `${reference}: ${name}`;
    words.push(index === suspect ? `${what} (the suspect reference)` : what);
    isEssential ||= index === suspect;
    if (position !== undefined && !position.file.startsWith("node:")) end(position, index);
  }
  if (words.length > 0 && allocation !== undefined) end(allocation, path.length);
  return flow;
}

// The declaration of what holds it: the last place before the suspect reference.
function relatedTo({ path, suspect, record }: Problem, places: Places): Location[] {
  const holder = path
    .slice(0, suspect ?? 0)
    .findLast(({ position }) => position !== undefined && !position.file.startsWith("node:"));
  const { file, test } = record.subject;
  const tested: Location[] =
    file === undefined
      ? []
      : [
          {
            id: 2,
            physicalLocation: { artifactLocation: artifactOf(file, places) },
            message: { text: `the test ${test ?? ""}`.trimEnd() },
          },
        ];
  if (holder?.position === undefined) return tested;
  return [{ id: 1, ...locationOf(holder.position, places, `held by ${holder.reference || holder.name}`) }, ...tested];
}

function locationOf({ file, line, column, functionName }: SourcePosition, places: Places, text?: string): Location {
  return {
    physicalLocation: {
      artifactLocation: artifactOf(file, places),
      region: { startLine: Math.max(1, line), startColumn: Math.max(1, column) },
    },
    ...(functionName === undefined ? {} : { logicalLocations: [{ name: functionName, kind: "function" }] }),
    ...(text === undefined ? {} : { message: { text } }),
  };
}

function artifactOf(file: string, places: Places): { readonly uri: string; readonly uriBaseId?: string } {
  const path = places.inRepository(file);
  if (path.startsWith("/")) return { uri: pathToFileURL(path).href };
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${encodeURI(path)}` };
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

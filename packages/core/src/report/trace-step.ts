import { isAbsolute, relative } from "node:path";
import type { Leak, SourcePosition, TraceStep } from "../trace/leak.ts";
import type { Colors } from "./colors.ts";
import { WIDTH } from "./wrap.ts";

/** Writes the way to a leaked object: an object in each line, with its status, and the suspect reference underlined. */
export function renderTrace(
  { trace, suspect }: Pick<Leak, "trace" | "suspect">,
  root: string,
  colors: Colors,
): string[] {
  return [
    "  ┬",
    ...trace.flatMap((step, index) =>
      renderStep(
        step,
        { isAnchor: index === 0, isSuspect: index === suspect, isLast: index === trace.length - 1 },
        root,
        colors,
      ),
    ),
  ];
}

interface Place {
  readonly isAnchor: boolean;
  readonly isSuspect: boolean;
  readonly isLast: boolean;
}

function renderStep(step: TraceStep, { isAnchor, isSuspect, isLast }: Place, root: string, colors: Colors): string[] {
  const { dim, red, green } = colors;
  const what = step.reference === "" ? step.name : `${step.reference}: ${step.name}`;
  const rail = isLast ? "     " : "  │  ";
  const line = `  ${isLast ? "╰→" : "├─"} ${what}`;
  // The first step is a module or a function's variables as a whole: it has a file and no line.
  const where = step.position === undefined ? "" : `(${formatPosition(step.position, root, !isAnchor)})`;
  const fits = line.length + 1 + where.length <= WIDTH;
  const paint = step.status === "YES" ? red : step.status === "NO" ? green : String;
  return [
    where !== "" && fits ? `${line} ${dim(where)}` : line,
    ...(isSuspect ? [`${rail}${red("~".repeat(step.reference.length))}`] : []),
    ...(where !== "" && !fits ? [`${rail}  ${dim(where)}`] : []),
    `${rail}  Leaking: ${paint(step.status)} ${dim(`(${step.reason})`)}`,
  ];
}

/** Writes a position relative to the project: `src/job.ts:31`. */
export function formatPosition({ file, line }: SourcePosition, root: string, withLine = true): string {
  const short = isAbsolute(file) ? relative(root, file) : file;
  return (short.startsWith("..") ? file : short) + (withLine ? `:${line}` : "");
}

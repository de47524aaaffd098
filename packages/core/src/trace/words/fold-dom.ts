import type { Trace, TraceStep } from "../leak.ts";

const IN_PACKAGES = /[\\/]node_modules[\\/]/;
const ANCHORS: Readonly<Record<string, string>> = { Window: "window", Document: "document" };

/**
 * Begins the trace of what a page keeps at its `window` or `document`: how a runner holds them tells nothing to the one who wrote the
 * program. Where the program itself holds them in a variable, the trace begins there.
 */
export function foldDom({ trace, suspect }: Trace): Trace {
  const last = trace.slice(0, suspect).findLastIndex(({ name }) => Object.hasOwn(ANCHORS, name));
  if (last < 0 || trace.slice(0, last + 1).some(isOwnVariable)) return { trace, suspect };
  const { position: _, ...page } = trace[last]!;
  return foldCaches({
    trace: [{ ...page, reference: "", name: ANCHORS[page.name]! }, ...trace.slice(last + 1)],
    suspect: suspect - last,
  });
}

// jsdom remembers the outcome of queries: the shortest way to a node can lead through that.
function foldCaches({ trace, suspect }: Trace): Trace {
  const node = trace.findIndex(({ name }, at) => at > 0 && at < suspect && /^(?:HTML|SVG)\w*Element$/.test(name));
  if (node <= 1 || !trace[1]!.reference.startsWith("`._")) return { trace, suspect };
  return {
    trace: [trace[0]!, { ...trace[node]!, reference: "node" }, ...trace.slice(node + 1)],
    suspect: suspect - node + 1,
  };
}

function isOwnVariable({ reference, position }: TraceStep): boolean {
  return /variable/.test(reference) && position !== undefined && !IN_PACKAGES.test(position.file);
}

/** Tells a window or node, which jsdom divides into two objects, once. */
export function foldSides({ trace, suspect }: Trace): Trace {
  const isSecondSide = ({ reference }: TraceStep): boolean => reference === "`[impl]`" || reference === "`[wrapper]`";
  let removed = 0;
  const kept = trace.filter((step, at) => {
    const isSecond = at > 0 && isSecondSide(step) && trace[at - 1]!.name === step.name;
    if (isSecond && at <= suspect) removed++;
    return !isSecond;
  });
  return { trace: kept, suspect: suspect - removed };
}

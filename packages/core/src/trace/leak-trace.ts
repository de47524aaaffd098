import type { Holder } from "./groups/holders.ts";
import type { Group } from "./groups/leak-groups.ts";
import type { HeapView } from "./heap-view.ts";
import { formatPosition, type LeakReader } from "./leak-reader.ts";
import type { SourcePosition, Trace, TraceStep } from "./leak.ts";
import { expressionOf } from "./words/expression.ts";
import { FAKE_CLOCK, WAITING_TIMER } from "./words/fold-runtime.ts";
import { FEEDBACK, OPEN_HANDLE } from "./words/references.ts";

const OLD = { status: "NO", reason: "existed before the calls" } as const;

/** Tells the way to a culprit, and on to the heaviest thing that it keeps. */
export function traceTo(
  view: HeapView,
  reader: LeakReader,
  culprit: Group,
  below: readonly Group[],
  calls: number,
): { trace: TraceStep[]; suspect: number } {
  const trace = [...stepsToHolder(view, reader, culprit.holder), stepOf(view, reader, culprit, calls)];
  const suspect = trace.length - 1;
  for (const group of wayToHeaviest(culprit, below)) trace.push(stepOf(view, reader, group, calls));
  return { trace, suspect };
}

/** Says in one phrase what holds a culprit. */
export function describeHolder({ trace, suspect }: Trace): string | undefined {
  const steps = trace.slice(0, suspect);
  const variable = trace[suspect];
  if (variable?.reference === OPEN_HANDLE) return "an open handle";
  if (variable?.reference === "running timer") return "the list of running timers";
  if (variable?.reference === WAITING_TIMER) return FAKE_CLOCK;
  if (variable?.reference === FEEDBACK) {
    const { name, position } = steps.at(-1)!;
    return `what V8 remembers for ${name}${position === undefined ? "" : ` in ${formatPosition(position)}`}`;
  }
  // A variable that holds the leaked thing itself: there is no collection to name.
  if (steps.length === 1 && variable !== undefined && /variable/.test(variable.reference)) {
    return variable.reference + (variable.position === undefined ? "" : ` in ${formatPosition(variable.position)}`);
  }
  const named = steps.findLastIndex(({ reference }) => /variable/.test(reference));
  if (named < 0) {
    const path = expressionOf(steps);
    const last = steps.at(-1);
    if (last?.reference.startsWith("element ") === true) return `${last.reference} (${last.name})`;
    // The global object itself has its class for a name.
    if (path?.startsWith("`") === true) return steps.length === 1 ? path : `${path} (${last!.name})`;
    return last?.name;
  }
  const { reference, name, position } = steps[named]!;
  const further = steps.slice(named + 1).map((step) => step.reference);
  return (
    [reference, ...further].join(" ") +
    ` (${steps.at(-1)!.name === name ? name : steps.at(-1)!.name})` +
    (position === undefined ? "" : ` in ${formatPosition(position)}`)
  );
}

// V8 gives even ids to what is not in its heap, and anew in every snapshot: they tell no age.
function ageOf({ snapshot, born, tellsAge }: HeapView, node: number): Pick<TraceStep, "status" | "reason"> {
  if (!tellsAge) return { status: "UNKNOWN", reason: "its age is not known" };
  if (born[node] === 1) return { status: "UNKNOWN", reason: "made anew in the calls, in the place of an older one" };
  return snapshot.nodeId[node]! % 2 === 0 ? { status: "UNKNOWN", reason: "not V8's own: its age is not known" } : OLD;
}

/** Tells the way from what a reader knows (a module, a function, a root) down to a holder. */
export function stepsToHolder(view: HeapView, reader: LeakReader, { nodes, edges }: Holder): TraceStep[] {
  const steps: TraceStep[] = [{ reference: "", ...describeAnchor(view, reader, nodes[0]!), ...OLD }];
  let passed: number[] = [];
  edges.forEach((edge, at) => {
    const node = nodes[at + 1]!;
    passed.push(edge);
    if (view.sorts.visible[node] === 0) return;
    const step = {
      reference: reader.referenceOf(passed),
      name: reader.classOf(node),
      ...ageOf(view, node),
      ...positionFor(reader, node, passed),
    };
    steps.push(step);
    dropRepeated(steps);
    passed = [];
  });
  return exportsFolded(reader, nodes[0]!, steps);
}

const LONGEST_PERIOD = 4;

// A chain whose links are alike (a promise, its callback, the promise that it settles, ...) is told by one of them.
function dropRepeated(steps: TraceStep[]): void {
  const isSame = (a: TraceStep, b: TraceStep): boolean => a.reference === b.reference && a.name === b.name;
  for (let period = 1; period <= LONGEST_PERIOD && 2 * period < steps.length; period++) {
    const last = steps.slice(-period);
    const before = steps.slice(-2 * period, -period);
    if (last.every((step, at) => isSame(step, before[at]!))) {
      steps.length -= period;
      return;
    }
  }
}

// What a CommonJS module exports is written as a variable in its source, and only compiled to a property of `exports`.
function exportsFolded(reader: LeakReader, module: number, steps: TraceStep[]): TraceStep[] {
  const [anchor, object, property, ...rest] = steps;
  const name = /^`\.(.+)`$/.exec(property?.reference ?? "")?.[1];
  if (object?.reference !== "module variable `exports`" || property === undefined || name === undefined) return steps;
  const position = reader.declarationIn(module, name) ?? property.position;
  return [
    anchor!,
    { ...property, reference: `module variable \`${name}\``, ...(position === undefined ? {} : { position }) },
    ...rest,
  ];
}

function describeAnchor(view: HeapView, reader: LeakReader, node: number): { name: string; position?: SourcePosition } {
  const position = reader.positionOf(node);
  const where = position === undefined ? {} : { position };
  if (view.sorts.context[node] === 1 && reader.isModule(node)) {
    // V8 gives the place of one of its functions.
    return {
      name: "module",
      ...(position === undefined ? {} : { position: { file: position.file, line: 1, column: 1 } }),
    };
  }
  if (view.sorts.context[node] === 1) return { name: "variables of a function", ...where };
  if (view.typeOf(node) === "synthetic") return { name: "the runtime", ...where };
  return { name: reader.classOf(node), ...where };
}

function stepOf(view: HeapView, reader: LeakReader, group: Group, calls: number): TraceStep {
  const node = group.members[0]!;
  return {
    reference: group.reference,
    name: group.className,
    status: "YES",
    reason: describeBirths(group.members.length, calls),
    ...positionFor(reader, node, group.via),
  };
}

function positionFor(reader: LeakReader, node: number, via: readonly number[]): { position?: SourcePosition } {
  const declared = via.map((edge) => reader.declarationOf(edge)).find((position) => position !== undefined);
  const position = declared ?? reader.positionOf(node);
  return position === undefined ? {} : { position };
}

function describeBirths(count: number, calls: number): string {
  const perCall = count / calls;
  if (Math.abs(perCall - Math.round(perCall)) < 0.1 && perCall >= 0.9)
    return `${Math.round(perCall)} born in every call`;
  return `${count} born in ${calls} calls`;
}

const GOOD_PART = 1 / 3;

// The heaviest group below, if it makes up a good part of what the culprit keeps.
function wayToHeaviest(culprit: Group, below: readonly Group[]): Group[] {
  // The key of an entry stands below its value, although the collection holds it.
  const heaviest = below
    .filter(({ parent }) => parent !== undefined)
    .reduce<Group | undefined>(
      (best, group) => (best === undefined || group.shallowBytes > best.shallowBytes ? group : best),
      undefined,
    );
  const all = below.reduce((sum, { shallowBytes }) => sum + shallowBytes, culprit.shallowBytes);
  if (heaviest === undefined || heaviest.shallowBytes < culprit.shallowBytes) return [];
  if (heaviest.shallowBytes < GOOD_PART * all) return [];
  const way: Group[] = [];
  for (let group: Group | undefined = heaviest; group !== undefined && group !== culprit; group = group.parent)
    way.unshift(group);
  return way;
}

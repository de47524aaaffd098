import type { HeapView } from "./heap-view.ts";
import type { Holder } from "./holders.ts";
import type { Group } from "./leak-groups.ts";
import { formatPosition, type LeakReader } from "./leak-reader.ts";
import type { SourcePosition, TraceStep } from "./leak.ts";

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
export function describeHolder(
  view: HeapView,
  reader: LeakReader,
  holder: Holder,
  variable?: TraceStep,
): string | undefined {
  const steps = stepsToHolder(view, reader, holder);
  // A variable that holds the leaked thing itself: there is no collection to name.
  if (steps.length === 1 && variable !== undefined && /variable/.test(variable.reference)) {
    return variable.reference + (variable.position === undefined ? "" : ` in ${formatPosition(variable.position)}`);
  }
  const named = steps.findLastIndex(({ reference }) => /variable/.test(reference));
  if (named < 0) return steps.at(-1)?.name;
  const { reference, name, position } = steps[named]!;
  const further = steps.slice(named + 1).map((step) => step.reference);
  return (
    [reference, ...further].join(" ") +
    ` (${steps.at(-1)!.name === name ? name : steps.at(-1)!.name})` +
    (position === undefined ? "" : ` in ${formatPosition(position)}`)
  );
}

/** Tells the way from what a reader knows (a module, a function, a root) down to a holder. */
export function stepsToHolder(view: HeapView, reader: LeakReader, { nodes, edges }: Holder): TraceStep[] {
  const steps: TraceStep[] = [{ reference: "", ...describeAnchor(view, reader, nodes[0]!), ...OLD }];
  let from = nodes[0]!;
  let passed: number[] = [];
  edges.forEach((edge, at) => {
    const node = nodes[at + 1]!;
    passed.push(edge);
    if (view.sorts.visible[node] === 0) return;
    const step = {
      reference: reader.referenceOf(from, passed),
      name: reader.classOf(node),
      ...OLD,
      ...positionFor(reader, node, passed),
    };
    const above = steps.at(-1)!;
    if (above.reference !== step.reference || above.name !== step.name) steps.push(step);
    from = node;
    passed = [];
  });
  return exportsFolded(reader, nodes[0]!, steps);
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
  if (view.sorts.context[node] === 1)
    return { name: reader.isModule(node) ? "module" : "variables of a function", ...where };
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

// The heaviest group below, if it makes up a good part of what the culprit keeps.
function wayToHeaviest(culprit: Group, below: readonly Group[]): Group[] {
  const heaviest = below.reduce<Group | undefined>(
    (best, group) => (best === undefined || group.shallowBytes > best.shallowBytes ? group : best),
    undefined,
  );
  if (heaviest === undefined || heaviest.shallowBytes < culprit.shallowBytes) return [];
  const way: Group[] = [];
  for (let group: Group | undefined = heaviest; group !== undefined && group !== culprit; group = group.parent)
    way.unshift(group);
  return way;
}

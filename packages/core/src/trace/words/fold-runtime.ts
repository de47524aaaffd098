import { FAKE_TIMERS } from "../fake-clock.ts";
import type { Trace, TraceStep } from "../leak.ts";
import { foldDom, foldSides } from "./fold-dom.ts";

/**
 * Folds the runtime's own objects away, so that a trace reads in the words of the one who wrote the program: `_events`, an object and
 * an array between an emitter and its listener become `listener for "data"`. These objects also differ between releases of Node.
 */
export function foldRuntime(told: Trace): Trace {
  return [
    foldGlobal,
    foldTimers,
    foldFakeClock,
    foldEmitters,
    foldEventTargets,
    foldAsyncContexts,
    nameSignals,
    foldSides,
    foldDom,
  ].reduce((folded, fold) => fold(folded), told);
}

// The global object is "global", "global (global*)" or "global / URL", and V8 may have a root or a proxy of it in between.
function foldGlobal({ trace, suspect }: Trace): Trace {
  const at = trace.findIndex(({ name }) => /^global(?: |$)/.test(name));
  if (at < 0 || at > 1 || at >= suspect) return { trace, suspect };
  return { trace: [{ ...trace[at]!, reference: "", name: "global" }, ...trace.slice(at + 1)], suspect: suspect - at };
}

// Node keeps a list of timers for each delay: each timer holds the next and the one before.
function foldTimers({ trace, suspect }: Trace): Trace {
  const list = trace.findIndex(({ name }) => name === "TimersList");
  if (list < 0 || list >= suspect) return { trace, suspect };
  // The timer that is reached in the list: what leaks itself, or one that holds it.
  const after = trace.findIndex(({ name }, at) => at > list && !/^(?:TimersList|Timeout)$/.test(name));
  const timer = Math.min(suspect, (after < 0 ? trace.length : after) - 1);
  if (timer === list) return { trace, suspect };
  const runtime: TraceStep = { ...trace[0]!, name: "the runtime", reference: "" };
  const { position: _, ...anchor } = runtime;
  return {
    trace: [anchor, { ...trace[timer]!, reference: "running timer" }, ...trace.slice(timer + 1)],
    suspect: suspect - timer + 1,
  };
}

/** What a trace begins with where a fake clock holds what leaks. */
export const FAKE_CLOCK = "the fake clock";
/** How it refers to a timer. */
export const WAITING_TIMER = "waiting timer";

// Where a runner keeps the fake clock tells nothing, and how the clock keeps its timers differs from one to the next.
function foldFakeClock({ trace, suspect }: Trace): Trace {
  const at = trace.findIndex(({ reference }) => reference === FAKE_TIMERS);
  if (at < 0 || at >= suspect) return { trace, suspect };
  const { position: _, ...clock } = trace[at]!;
  return {
    trace: [
      { ...clock, reference: "", name: FAKE_CLOCK },
      { ...trace[suspect]!, reference: WAITING_TIMER },
      ...trace.slice(suspect + 1),
    ],
    suspect: 1,
  };
}

// `emitter._events` has the listeners by event: a function, or an array of them once there are two.
function foldEmitters(told: Trace): Trace {
  const at = told.trace.findIndex(({ reference }) => reference === "`._events`");
  const event = told.trace[at + 1];
  if (at < 0 || event === undefined || at > told.suspect) return told;
  const isList = event.name === "Array" && told.trace[at + 2]?.reference === "[x]";
  return withoutSteps(told, at, isList ? 2 : 1, `listener for ${eventOf(event.reference)}`);
}

function eventOf(reference: string): string {
  if (reference === "`[key]`") return "[key]";
  const name = /^`\.(.+)`$/.exec(reference)?.[1];
  if (name !== undefined) return JSON.stringify(name);
  return /^`\[(.+)\]`$/.exec(reference)?.[1] ?? reference;
}

// `target[kEvents]` is a Map from an event's name to a list of its listeners.
function foldEventTargets(told: Trace): Trace {
  const at = told.trace.findIndex(({ reference }) => reference === "`[kEvents]`");
  if (at < 0 || at > told.suspect) return told;
  let last = at;
  while (last < told.suspect && told.trace[last]!.name !== "Listener") last++;
  const isInside = told.trace[last]!.name === "Listener" && last < told.suspect;
  return withoutSteps(told, at, (isInside ? told.suspect : last) - at, "event listener");
}

// A resource keeps the stores of the contexts that it was made in: behind a symbol, since Node 24 in a Map behind a symbol.
function foldAsyncContexts({ trace, suspect }: Trace): Trace {
  const isContext = ({ reference }: TraceStep): boolean =>
    /^`\[k(?:AsyncContextFrame|ResourceStore)\]`$/.test(reference);
  const folded = trace.map((step) => (isContext(step) ? { ...step, reference: "async context" } : step));
  const at = folded.findIndex(({ name, reference }) => reference === "async context" && name === "AsyncContextFrame");
  return at < 0 || at === folded.length - 1
    ? { trace: folded, suspect }
    : withoutSteps({ trace: folded, suspect }, at, 1, "async context");
}

const SIGNAL_FIELDS = new Set(["`.#signal`", "`[kSignal]`", "`[signal]`"]);

function nameSignals({ trace, suspect }: Trace): Trace {
  return {
    trace: trace.map((step) =>
      step.name === "AbortSignal" && SIGNAL_FIELDS.has(step.reference) ? { ...step, reference: "`.signal`" } : step,
    ),
    suspect,
  };
}

// Takes `count` steps out; what the last of them referred to is then referred to as `reference`.
function withoutSteps({ trace, suspect }: Trace, at: number, count: number, reference: string): Trace {
  const next = trace[at + count];
  if (next === undefined) return { trace, suspect };
  // The suspect reference must not vanish: if it leads to what is folded, it leads to what comes after now.
  const removed = suspect >= at + count ? count : Math.max(0, suspect - at);
  return {
    trace: [...trace.slice(0, at), { ...next, reference }, ...trace.slice(at + count + 1)],
    suspect: suspect - removed,
  };
}

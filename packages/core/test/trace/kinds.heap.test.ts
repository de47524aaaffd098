import { expect, test } from "vitest";
import { hintOf } from "../../src/report/hints.ts";
import type { LeakKind } from "../../src/trace/leak.ts";
import { explainBody } from "./explain-body.ts";
import * as leaks from "./leaks-by-kind.ts";

const cases: readonly { readonly body: () => unknown; readonly kind: LeakKind; readonly hint: string }[] = [
  {
    body: leaks.addListener,
    kind: "listener",
    hint: 'adds a listener for "data" to the Feed `feed`. Remove it with off()',
  },
  {
    body: leaks.addEventTargetListener,
    kind: "event target listener",
    hint: "adds a listener to the EventTarget `target`. Remove it with removeEventListener()",
  },
  { body: leaks.listenForAbort, kind: "abort listener", hint: "listens to the AbortSignal `shutdown.signal`" },
  { body: leaks.subscribe, kind: "subscription", hint: "adds a subscriber to the Array `subscribers`" },
  {
    body: leaks.startInterval,
    kind: "timer",
    hint: "starts a timer that is never cleared (setInterval() in startInterval). Keep what setInterval() returns, and clear it with clearInterval()",
  },
  {
    body: leaks.startTimeout,
    kind: "timer",
    hint: "(setTimeout() in startTimeout). Keep what setTimeout() returns, and clear it with clearTimeout()",
  },
  {
    body: leaks.startTimerInContext,
    kind: "async context",
    hint: "leaves a timer (setInterval()) that keeps the call's async context",
  },
  { body: leaks.openChannel, kind: "handle", hint: "opens a MessageChannel and leaves it open. End it with close()" },
  {
    body: leaks.waitForPromise,
    kind: "pending promise",
    hint: "that nothing settles, and the Array `waiting` keeps it",
  },
  {
    body: leaks.raceAgainstClosing,
    kind: "promise reaction",
    hint: "waits with then(), await or Promise.race() for the promise `closing`, which outlives the call",
  },
  {
    body: leaks.suspendFunction,
    kind: "suspended function",
    hint: "`send` starts to wait for something that never happens; the Array `senders` keeps it",
  },
  {
    body: leaks.suspendGenerator,
    kind: "suspended function",
    hint: "leaves the generator `countUp` unfinished, and the Set `running` keeps it",
  },
  { body: leaks.setMapEntry, kind: "map entry", hint: "adds an entry to the Map `registry.sessions`" },
  { body: leaks.addSetEntry, kind: "set entry", hint: "adds an entry to the Set `registry.open`" },
  { body: leaks.rememberNumber, kind: "set entry", hint: "adds an entry to the Set `seen`" },
  { body: leaks.setProperty, kind: "property", hint: "adds a property to the Object `registry.byName`" },
  { body: leaks.pushElement, kind: "element", hint: "adds an element to the Array `registry.log`" },
  { body: leaks.pushShared, kind: "element", hint: "adds an element to the Array `order`" },
  { body: leaks.pushToGlobal, kind: "element", hint: "adds an element to the Array `globalThis.lastRequests`" },
  { body: leaks.keepBuffer, kind: "element", hint: "adds an element to the Array `buffers`" },
  { body: leaks.fillCache, kind: "cache", hint: "adds to the cache `renderCache`, which nothing bounds" },
  { body: leaks.describeKey, kind: "weak key", hint: "the Array `keys` keeps the keys" },
  { body: leaks.wrapHandler, kind: "closure chain", hint: "wraps the function in `handle` once more" },
  { body: leaks.prependEntry, kind: "linked list", hint: "links another Object to the list in `newest`" },
  { body: leaks.appendText, kind: "growing string", hint: "makes the string in `log` longer" },
  { body: leaks.appendBytes, kind: "growing value", hint: "`received` gets a new Buffer in every call" },
  { body: leaks.registerForFinalization, kind: "other", hint: "leaves a Session behind in `registered`" },
];

test.for(cases)(
  "$body.name is a leak of the kind $kind, and the hint names what to mend",
  async ({ body, kind, hint }) => {
    const explanation = await explainBody(body);

    expect(explanation.leaks.map((leak) => leak.kind)).toEqual([kind]);
    expect(hintOf(explanation.leaks[0]!)).toContain(hint);
  },
);

test("the code where a leak is created and where its holder is declared is shown", async () => {
  const { leaks: found } = await explainBody(leaks.addSetEntry);

  const frames = found[0]!.frames!.map(({ shows, text }) => `${shows}\n${text.replace(/\d+/g, "#")}`).join("\n");
  expect(frames).toMatchInlineSnapshot(`
    "creation
      # |
      # | export function addSetEntry(): void {
    > # |   registry.open.add(new Session());
         |                     ^
      # | }
      # |
    holder
      # |   readonly log: Session[] = [];
      # | }
    > # | const registry = new Registry();
         |       ^
      # |
      # | export function setMapEntry(): void {"
  `);
});

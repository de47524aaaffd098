import { expect, test } from "vitest";
import type { Leak } from "../../src/trace/leak.ts";
import { array, born, closure, root, variables, type Drawn } from "../heap/draw-heap.ts";
import { append, bornElement, document, element, listen, window, type DrawnElement } from "./draw-page.ts";
import { explainDrawn, OWN_SCRIPT } from "./explain-drawn.ts";

const CALLS = 10;
const times = <Item>(count: number, draw: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => draw(at));
const module = (names: Readonly<Record<string, Drawn>>): Drawn =>
  root({ main: closure("main", variables(OWN_SCRIPT, names), [OWN_SCRIPT, 0, 0]) });
const told = (leak: Leak | undefined): readonly string[] => [
  `${leak?.perCall} × ${leak?.className}, ${leak?.alive} alive: ${leak?.kind} ${leak?.names.event ?? ""}`.trim(),
  ...(leak?.trace ?? []).map(({ reference, name }) => (reference === "" ? name : `${reference}: ${name}`)),
];

function page(): { readonly html: DrawnElement; readonly body: DrawnElement; readonly shown: DrawnElement } {
  const [html, body, shown] = [element("HTMLHtmlElement"), element("HTMLBodyElement"), document()];
  append(shown, html);
  append(html, body);
  return { html, body, shown };
}

const listeners = (): Drawn[] =>
  times(CALLS, () =>
    born(closure("save", born(variables(OWN_SCRIPT, {}, variables(OWN_SCRIPT, {}))), [OWN_SCRIPT, 9, 2])),
  );

test("a node that is kept and in no document is detached, and one object with what implements it", async () => {
  const rows = array(...times(CALLS, () => bornElement("HTMLTableRowElement").wrapper));

  const { leaks } = await explainDrawn(module({ rows }), CALLS);

  expect(leaks).toHaveLength(1);
  expect(told(leaks[0])).toEqual([
    "1 × HTMLTableRowElement (detached), 10 alive: element",
    "module",
    "module variable `rows`: Array",
    "[x]: HTMLTableRowElement (detached)",
  ]);
});

test("a node inside of a detached one is detached too", async () => {
  const rows = times(CALLS, () => {
    const [row, cell] = [bornElement("HTMLTableRowElement"), bornElement("HTMLTableCellElement")];
    append(row, cell);
    return cell.wrapper;
  });

  const { leaks } = await explainDrawn(module({ rows: array(...rows) }), CALLS);

  expect(told(leaks[0])[0]).toBe("1 × HTMLTableCellElement (detached), 10 alive: element");
});

test("nodes that stay in the document are its children, and not detached", async () => {
  const { body, shown } = page();
  append(body, element("HTMLTableRowElement"), ...times(CALLS, () => bornElement("HTMLTableRowElement")));

  const { leaks } = await explainDrawn(root({ document: shown.wrapper }), CALLS);

  expect(leaks).toHaveLength(1);
  expect(told(leaks[0])).toEqual([
    "1 × HTMLTableRowElement, 11 alive: child node",
    "document",
    "child node: HTMLHtmlElement",
    "child node: HTMLBodyElement",
    "child node: HTMLTableRowElement",
  ]);
});

test("a document that no window shows does not make its nodes attached", async () => {
  const parsed = element("Document");
  const rows = times(CALLS, () => bornElement("HTMLTableRowElement"));
  append(parsed, ...rows);

  const { leaks } = await explainDrawn(module({ rows: array(...rows.map(({ wrapper }) => wrapper)) }), CALLS);

  expect(told(leaks[0])[0]).toBe("1 × HTMLTableRowElement (detached), 10 alive: element");
});

test("a listener left on the window is told as the user wrote it, with its event", async () => {
  const shown = window();
  listen(shown, "resize", listeners());

  const { leaks } = await explainDrawn(root({ self: shown.wrapper }), CALLS);

  expect(leaks).toHaveLength(1);
  expect(told(leaks[0])).toEqual([
    '1 × closure save, 10 alive: event target listener "resize"',
    "window",
    'event listener for "resize": closure save',
  ]);
});

test("a listener left on an element is told with the way to it from the document", async () => {
  const { body, shown } = page();
  listen(body, "click", listeners());

  const { leaks } = await explainDrawn(root({ document: shown.wrapper }), CALLS);

  expect(told(leaks[0])).toEqual([
    '1 × closure save, 10 alive: event target listener "click"',
    "document",
    "child node: HTMLHtmlElement",
    "child node: HTMLBodyElement",
    'event listener for "click": closure save',
  ]);
});

test("an element that the project keeps is told with the project's variable", async () => {
  const button = element("HTMLButtonElement");
  listen(button, "click", listeners());

  const { leaks } = await explainDrawn(module({ button: button.wrapper }), CALLS);

  expect(told(leaks[0])).toEqual([
    '1 × closure save, 10 alive: event target listener "click"',
    "module",
    "module variable `button`: HTMLButtonElement (detached)",
    'event listener for "click": closure save',
  ]);
  expect(leaks[0]!.owner).toEqual({ kind: "own" });
});

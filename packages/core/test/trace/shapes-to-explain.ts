import { setMaxListeners } from "node:events";
import { Script } from "node:vm";

export class Item {
  readonly at: number;

  constructor(at: number) {
    this.at = at;
  }
}

let calls = 0;
const controller = new AbortController();
setMaxListeners(0, controller.signal);
let state: { readonly items: readonly Item[] } = { items: [] };
const recent = new Map<number, Item>();
const history: number[] = [];
const totals = new Map<number, number>();
const byNumber: Record<number, number> = {};
const watched = {};
const registry = new FinalizationRegistry<Item>(() => {});
let last: { readonly item: Item; readonly before: unknown } | undefined;
const RECENT = 20;

export function listenForAbort(): void {
  const item = new Item(calls++);
  controller.signal.addEventListener("abort", () => item);
}

export function appendImmutably(): void {
  state = { ...state, items: [...state.items, new Item(calls++)] };
}

function turnOver(): number {
  const at = calls++;
  recent.set(at, new Item(at));
  if (recent.size > RECENT) recent.delete(at - RECENT);
  return at;
}

export function turnOverAndPush(): void {
  history.push(turnOver());
}

export function turnOverAndCount(): void {
  totals.set(turnOver(), 1);
}

export function turnOverAndIndex(): void {
  byNumber[turnOver()] = 1;
}

export function watchForEver(): void {
  registry.register(watched, new Item(calls++));
}

async function waitFor(event: Promise<void>): Promise<void> {
  await event;
}

const neverStarted = new Promise<void>(() => {});

export function waitForNothing(): void {
  void waitFor(neverStarted);
}

export function countWhenOver(): void {
  void neverStarted.finally(() => history.push(1));
}

export function prepend(): void {
  last = { item: new Item(calls++), before: last };
}

const ROWS = 80;
const makeRows = (): Record<string, number>[] => Array.from({ length: ROWS }, () => ({}));
const rows = makeRows();
const renamedRows = makeRows();

export function addColumn(): void {
  const at = calls++;
  rows[at % ROWS]![`column ${at}`] = at;
}

export function renameColumn(): void {
  const at = calls++;
  const row = renamedRows[at % ROWS]!;
  delete row[`name ${at - ROWS}`];
  row[`name ${at}`] = at;
}

const scripts: Script[] = [];
const recentScripts: Script[] = [];

export function compileScript(): void {
  scripts.push(new Script(`${calls++}`));
}

export function replaceScript(): void {
  recentScripts[calls % RECENT] = new Script(`${calls++}`);
}

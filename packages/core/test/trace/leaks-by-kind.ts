import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { MessageChannel } from "node:worker_threads";

let calls = 0;
const next = (): string => `item ${calls++}`;

export class Feed extends EventEmitter {}
const feed = new Feed();
feed.setMaxListeners(0);

export function addListener(): void {
  const name = next();
  feed.on("data", function onData() {
    return name;
  });
}

const shutdown = new AbortController();

export function listenForAbort(): void {
  const name = next();
  shutdown.signal.addEventListener("abort", () => name);
}

const target = new EventTarget();

export function addEventTargetListener(): void {
  const name = next();
  target.addEventListener("change", () => name);
}

const subscribers: (() => string)[] = [];

export function subscribe(): void {
  const name = next();
  subscribers.push(() => name);
}

export function startInterval(): void {
  const name = next();
  setInterval(() => name, 3_600_000).unref();
}

export function startTimeout(): void {
  const name = next();
  setTimeout(() => name, 3_600_000).unref();
}

class Session {
  readonly id = next();
}

class Registry {
  readonly sessions = new Map<string, Session>();
  readonly byName: Record<string, Session> = {};
  readonly open = new Set<Session>();
  readonly log: Session[] = [];
}
const registry = new Registry();

export function setMapEntry(): void {
  registry.sessions.set(next(), new Session());
}

export function addSetEntry(): void {
  registry.open.add(new Session());
}

export function setProperty(): void {
  registry.byName[next()] = new Session();
}

export function pushElement(): void {
  registry.log.push(new Session());
}

const renderCache = new Map<string, Session>();

export function fillCache(): void {
  renderCache.set(next(), new Session());
}

const waiting: Promise<string>[] = [];

export function waitForPromise(): void {
  waiting.push(new Promise(() => {}));
}

const closing = new Promise<string>(() => {});

export async function raceAgainstClosing(): Promise<void> {
  await Promise.race([closing, Promise.resolve(next())]);
}

const senders: (() => void)[] = [];

async function send(name: string): Promise<string> {
  await new Promise<void>((resolve) => {
    senders.push(resolve);
  });
  return name;
}

export function suspendFunction(): void {
  void send(next());
}

const running = new Set<Generator<string>>();

function* countUp(name: string): Generator<string> {
  yield name;
  yield name;
}

export function suspendGenerator(): void {
  const generator = countUp(next());
  generator.next();
  running.add(generator);
}

let handle = (request: string): string => request;

export function wrapHandler(): void {
  const before = handle;
  handle = (request) => before(request);
}

interface Entry {
  readonly name: string;
  readonly older: Entry | undefined;
}
let newest: Entry | undefined;

export function prependEntry(): void {
  newest = { name: next(), older: newest };
}

let log = "";

export function appendText(): void {
  log += ` and ${next()}`;
}

let received = Buffer.alloc(0);

export function appendBytes(): void {
  received = Buffer.concat([received, Buffer.alloc(1000)]);
}

const storage = new AsyncLocalStorage<{ readonly body: readonly string[] }>();

export function startTimerInContext(): void {
  storage.run({ body: `${next()} `.repeat(100).split(" ") }, () => {
    setInterval(() => {}, 3_600_000).unref();
  });
}

const metadata = new WeakMap<object, readonly string[]>();
const keys: object[] = [];

export function describeKey(): void {
  const key = {};
  keys.push(key);
  metadata.set(key, `${next()} `.repeat(20).split(" "));
}

const channels: MessageChannel[] = [];

export function openChannel(): void {
  channels.push(new MessageChannel());
}

const seen = new Set<number>();

export function rememberNumber(): void {
  seen.add(calls++ + 0.5);
}

const buffers: Buffer[] = [];

export function keepBuffer(): void {
  buffers.push(Buffer.allocUnsafeSlow(1000));
}

const shared = new Session();
const order: Session[] = [];

export function pushShared(): void {
  order.push(shared);
}

const shell = globalThis as { lastRequests?: unknown[] };

export function pushToGlobal(): void {
  shell.lastRequests ??= [];
  shell.lastRequests.push({ name: next() });
}

const registered = new FinalizationRegistry<Session>(() => {});
const permanent = {};

export function registerForFinalization(): void {
  registered.register(permanent, new Session());
}

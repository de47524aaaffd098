import { EventEmitter } from "node:events";

export const inflight = new Set<unknown>();
const sessions: Session[] = [];
const byName = new Map<string, Session>();
const emitter = new EventEmitter();
emitter.setMaxListeners(0);
const numbers: number[] = [];
let text = "";
const timers: NodeJS.Timeout[] = [];
let calls = 0;

export class Session {
  readonly tags: readonly string[];

  constructor(name: string) {
    this.tags = [`tag of ${name}`];
  }
}

export class Channel {
  readonly senders: (() => void)[] = [];

  send(): Promise<void> {
    return new Promise((resolve) => {
      this.senders.push(resolve);
    });
  }
}

export async function download(channel: Channel): Promise<void> {
  const buffer = Buffer.alloc(16_384);
  const finish = (): number => buffer.fill(0).length;
  try {
    await Promise.resolve();
  } finally {
    await channel.send();
    finish();
  }
}

export function startJob(): void {
  const channel = new Channel();
  inflight.add(download(channel).then(() => channel.senders));
  inflight.add(channel);
}

export function openSession(): void {
  sessions.push(new Session(`session ${calls++}`));
}

export function nameSession(): void {
  const name = `session ${calls++}`;
  byName.set(name, new Session(name));
}

export function listen(): void {
  const name = `listener ${calls++}`;
  emitter.on("data", function onData() {
    return name;
  });
}

export function pushNumber(): void {
  numbers.push(calls++);
}

export function appendText(): void {
  text += ` and ${calls++}`;
}

export function startTimer(): void {
  timers.push(setInterval(() => calls, 3_600_000).unref());
}

export function forgetTimer(): void {
  const name = `timer ${calls++}`;
  setInterval(() => name, 3_600_000).unref();
}

export function leakEveryTenth(): void {
  if (calls++ % 10 === 0) sessions.push(new Session("tenth"));
}

export function leakNothing(): number {
  return new Session(`short ${calls++}`).tags.length + text.length + numbers.length;
}

const connections: Connection[] = [];

class Connection extends EventEmitter {
  readonly peer: string;

  constructor(peer: string) {
    super();
    this.peer = peer;
  }
}

export function connect(): void {
  connections.push(new Connection("peer"));
}

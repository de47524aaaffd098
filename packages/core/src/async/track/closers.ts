import { ChildProcess } from "node:child_process";
import { Socket as UdpSocket } from "node:dgram";
import { Agent } from "node:http";
import { Server, Socket } from "node:net";
import { Interface } from "node:readline";
import { BroadcastChannel, MessagePort, Worker } from "node:worker_threads";
import { timerPrototype } from "../../collect/real-time.ts";

/** What somebody else opened, and a call closed. */
export type ClosedKind =
  | "closed server"
  | "closed socket"
  | "closed worker"
  | "closed UDP socket"
  | "closed child process"
  | "closed message port"
  | "closed broadcast channel"
  | "closed readline interface"
  | "closed agent"
  | "closed file watcher"
  | "closed file handle"
  | "closed descriptor"
  | "cleared interval"
  | "removed listener";

/** A method that closes. */
export interface Closer {
  readonly kind: ClosedKind;
  /** The prototype that has the method. */
  readonly owner: object;
  readonly name: string | symbol;
  /** Whether this call closes it; otherwise it was closed before, or is asked for something else. */
  readonly closes: (one: never, args: readonly unknown[]) => boolean;
  /** The scripts of the runtime that lead from the method's caller to the method; through any other the runtime closes for itself. */
  readonly through: RegExp;
}

interface AnyTimer {
  readonly hasRef?: () => boolean;
  readonly _repeat?: unknown;
  readonly _destroyed?: boolean;
}

interface AnyChannel {
  readonly [symbol: symbol]: unknown;
}

const STREAM = /^node:(?:net|tls|_tls_wrap|internal\/tls\/wrap|internal\/streams\/(?:destroy|writable|duplex))$/;
const NOTHING = /^$/;

/** The methods by which things are closed; of file handles and watchers the runtime exports no class, their ends are seen as operations. */
export const closers: readonly Closer[] = [
  {
    kind: "closed server",
    owner: Server.prototype,
    name: "close",
    closes: (server: Server) => server.listening,
    through: /^node:(?:net|_http_server|https|tls|_tls_wrap|internal\/tls\/wrap)$/,
  },
  {
    kind: "closed socket",
    owner: Socket.prototype,
    name: "_destroy",
    // Where end() came first, that was told.
    closes: (socket: Socket) => isConnected(socket) && !socket.writableEnded,
    through: STREAM,
  },
  {
    kind: "closed socket",
    owner: Socket.prototype,
    name: "end",
    closes: (socket: Socket) => isConnected(socket) && !socket.writableEnded && !socket.destroyed,
    through: STREAM,
  },
  {
    kind: "closed worker",
    owner: Worker.prototype,
    name: "terminate",
    closes: ({ threadId }: Worker) => threadId >= 0,
    through: /^node:internal\/worker$/,
  },
  {
    kind: "closed UDP socket",
    owner: UdpSocket.prototype,
    name: "close",
    closes: isBound,
    through: /^node:dgram$/,
  },
  {
    kind: "closed child process",
    owner: ChildProcess.prototype,
    name: "kill",
    closes: ({ exitCode, signalCode, pid }: ChildProcess, [signal]) =>
      pid !== undefined && exitCode === null && signalCode === null && ENDING.has(signal),
    through: /^node:internal\/child_process$/,
  },
  {
    kind: "closed message port",
    owner: MessagePort.prototype,
    name: "close",
    // One that does not keep the process alive is not counted as open either.
    closes: (port: MessagePort & { readonly hasRef?: () => boolean }) => port.hasRef?.() === true,
    through: NOTHING,
  },
  {
    kind: "closed broadcast channel",
    owner: BroadcastChannel.prototype,
    name: "close",
    closes: (channel: AnyChannel) => portOfChannel(channel) !== undefined,
    through: NOTHING,
  },
  {
    kind: "closed readline interface",
    owner: ownerOf(Interface.prototype, "close"),
    name: "close",
    closes: (lines: Interface & { readonly closed?: boolean }) => lines.closed !== true,
    through: /^node:internal\/readline\/interface$/,
  },
  {
    kind: "closed agent",
    owner: Agent.prototype,
    name: "destroy",
    // One without connections has nothing to close.
    closes: ({ sockets, freeSockets }: Agent) => Object.keys(sockets).length + Object.keys(freeSockets).length > 0,
    through: NOTHING,
  },
  ...(["close", "dispose"] as const).flatMap((word): Closer[] => {
    const owner = timerPrototype();
    const name = word === "close" ? word : symbolNamed(owner, /dispose\)?$/);
    if (name === undefined) return [];
    return [{ kind: "cleared interval", owner, name, closes: isSetInterval, through: /^node:(?:internal\/)?timers$/ }];
  }),
];

/** Whether a value is an interval that is set, and keeps the process alive. */
export function isSetInterval(timer: unknown): boolean {
  if (typeof timer !== "object" || timer === null) return false;
  const { _repeat: repeat, _destroyed: isDestroyed, hasRef } = timer as AnyTimer;
  return typeof repeat === "number" && isDestroyed === false && hasRef?.call(timer) === true;
}

/** The port of a broadcast channel; undefined once it is closed. */
export function portOfChannel(channel: object): object | undefined {
  const symbol = symbolNamed(channel, /^kHandle$/);
  return symbol === undefined ? undefined : ((channel as AnyChannel)[symbol] as object | undefined);
}

// Signals are sent for other ends as well: to ask whether a process lives, or to let it read its settings anew.
const ENDING: ReadonlySet<unknown> = new Set([undefined, "SIGTERM", "SIGKILL", "SIGINT", "SIGQUIT", 15, 9, 2, 3]);

function isConnected({ pending, connecting }: Socket): boolean {
  return connecting || !pending;
}

function isBound(socket: UdpSocket): boolean {
  try {
    return socket.address().port > 0;
  } catch {
    return false;
  }
}

function ownerOf(object: object, name: string): object {
  let owner: object = object;
  while (!Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object;
  return owner;
}

function symbolNamed(object: object, name: RegExp): symbol | undefined {
  return Object.getOwnPropertySymbols(object).find(({ description = "" }) => name.test(description));
}

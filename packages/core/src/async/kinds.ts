import type { ClosedKind } from "./track/closers.ts";
import type { Operation } from "./track/operations.ts";

/** What was left behind. */
export type AsyncKind =
  | "timeout"
  | "interval"
  | "immediate"
  | "server"
  | "socket"
  | "idle connection"
  | "UDP socket"
  | "pipe"
  | "terminal"
  | "child process"
  | "worker"
  | "message port"
  | "broadcast channel"
  | "file watcher"
  | "watched file"
  | "file handle"
  | "descriptor"
  | "directory"
  | "file operation"
  | "HTTP request"
  | "unread HTTP response"
  | "fetch"
  | "HTTP/2 session"
  | "HTTP/2 stream"
  | "DNS query"
  | "DNS resolver"
  | "compression"
  | "stream"
  | "background job"
  | "signal handler"
  | "listener"
  | "abort listener"
  | "performance observer"
  | "inspector session"
  | "pending promise"
  | "suspended generator"
  | "suspended async generator"
  | ClosedKind;

/** Which judge speaks of a kind: promises and generators are decided by collection, everything else by whether it is open. */
export function judgeOf(kind: AsyncKind): "handles" | "promises" {
  return kind === "pending promise" || kind.startsWith("suspended") ? "promises" : "handles";
}

/** Whether a kind is something that was closed and not opened. */
export function isClosing(kind: AsyncKind): kind is ClosedKind {
  return /^(?:closed|cleared|removed) /.test(kind);
}

interface Resource {
  readonly handle?: Resource;
  readonly _repeat?: number | null;
  readonly fd?: number;
  readonly hasRef?: () => boolean;
  readonly req?: { readonly res?: object | null };
}

/** Gives the kind of an operation that is still going on; undefined if it stands for no work of its own, or has ended. */
export function kindOf(operation: Operation): AsyncKind | undefined {
  const resource = resourceOf(operation);
  if (resource === undefined) return undefined;
  const kind = operation.type in KINDS ? KINDS[operation.type] : kindByName(operation.type);
  return typeof kind === "function" ? kind(resource, operation) : kind;
}

/** Whether it does not keep the process alive. */
export function isUnref(operation: Operation): boolean {
  const resource = resourceOf(operation);
  return typeof resource?.hasRef === "function" && !resource.hasRef();
}

// An agent that hands a connection to the next request lets the handle begin anew, behind an object of its own.
function resourceOf(operation: Operation): Resource | undefined {
  const resource: Resource | undefined = operation.resource();
  return resource?.constructor?.name === "ReusedHandle" ? resource.handle : resource;
}

type Rule = AsyncKind | undefined | ((resource: Resource, operation: Operation) => AsyncKind | undefined);

const hasFrame = ({ frames }: Operation, script: RegExp, functionName?: RegExp): boolean =>
  frames.some((frame) => script.test(frame.script) && (functionName?.test(frame.functionName) ?? true));

const socketOf: Rule = (_, operation) => {
  if (!isUnref(operation)) return hasFrame(operation, /^node:internal\/deps\/undici/) ? "fetch" : "socket";
  // Agents and fetch() unref the connections that wait for the next request.
  return isOfAgent(operation) ? "idle connection" : "socket";
};

function isOfAgent(operation: Operation): boolean {
  return hasFrame(operation, /^node:(?:_http_agent|internal\/deps\/undici)/) || hasFrame(operation, /[\\/]undici[\\/]/);
}

const portOf: Rule = (_, operation) => {
  if (hasFrame(operation, /^node:internal\/worker\/io/, /BroadcastChannel/)) return "broadcast channel";
  return isUnref(operation) ? undefined : "message port";
};

const KINDS: Readonly<Record<string, Rule>> = {
  Timeout: ({ _repeat: repeat }) => (typeof repeat === "number" ? "interval" : "timeout"),
  Immediate: "immediate",
  TCPSERVERWRAP: "server",
  PIPESERVERWRAP: "server",
  TCPWRAP: socketOf,
  PIPEWRAP: "pipe",
  TTYWRAP: "terminal",
  UDPWRAP: "UDP socket",
  PROCESSWRAP: "child process",
  WORKER: "worker",
  MESSAGEPORT: portOf,
  FSEVENTWRAP: "file watcher",
  STATWATCHER: "watched file",
  FILEHANDLE: ({ fd = -1 }) => (fd >= 0 ? "file handle" : undefined),
  FSREQCALLBACK: "file operation",
  FSREQPROMISE: "file operation",
  FILEHANDLECLOSEREQ: "file operation",
  HTTPCLIENTREQUEST: ({ req }) => (req?.res ? "unread HTTP response" : "HTTP request"),
  HTTP2SESSION: "HTTP/2 session",
  HTTP2STREAM: "HTTP/2 stream",
  QUERYWRAP: "DNS query",
  GETADDRINFOREQWRAP: "DNS query",
  GETNAMEINFOREQWRAP: "DNS query",
  DNSCHANNEL: "DNS resolver",
  ZLIB: "compression",
  SIGNALWRAP: "signal handler",
  WORKERHEAPSNAPSHOT: "background job",
  // What belongs to another handle, or only says in which context a callback runs.
  DIRHANDLE: undefined,
  HTTPINCOMINGMESSAGE: undefined,
  HTTP2PING: undefined,
  HTTP2SETTINGS: undefined,
  INSPECTORJSBINDING: undefined,
  JSSTREAM: undefined,
  PIPECONNECTWRAP: undefined,
  SHUTDOWNWRAP: undefined,
  STREAM_END_OF_STREAM: undefined,
  TCPCONNECTWRAP: undefined,
  TLSWRAP: undefined,
  UDPSENDWRAP: undefined,
  WRITEWRAP: undefined,
};

// The jobs of the crypto module: PBKDF2REQUEST, KEYPAIRGENREQUEST and a dozen more. An AsyncResource of a library has a name of its own.
function kindByName(type: string): AsyncKind | undefined {
  return /^[A-Z0-9]+REQUEST$/.test(type) ? "background job" : undefined;
}

import { AsyncLocalStorage } from "node:async_hooks";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns";
import { EventEmitter, on, once } from "node:events";
import fs, { closeSync, createReadStream, createWriteStream, openSync, unwatchFile, watch, watchFile } from "node:fs";
import { open, opendir } from "node:fs/promises";
import { Agent, createServer, get } from "node:http";
import { type ClientHttp2Session, connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { Session } from "node:inspector";
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance, PerformanceObserver } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { MessageChannel, Worker } from "node:worker_threads";
import { createGzip } from "node:zlib";

/** A body, and what undoes whatever it left open. */
export interface AsyncTwin {
  readonly body: () => unknown;
  readonly end?: () => unknown;
}

/** One way to leave work behind, and the same work properly ended. */
export interface AsyncCase {
  readonly name: string;
  readonly leaky: () => AsyncTwin | Promise<AsyncTwin>;
  readonly clean: () => AsyncTwin | Promise<AsyncTwin>;
  /** Seen only where the check is asked for timers that do not keep the process alive. */
  readonly unref?: true;
}

const LONG_MS = 1e8;
const SOME_FILE = import.meta.filename;

/** Every integration sees what each leaky twin leaves behind, and nothing in each clean twin. */
export const asyncCases: readonly AsyncCase[] = [
  {
    name: "a timeout that is not cleared",
    leaky: () =>
      kept(
        () => setTimeout(() => {}, LONG_MS),
        (timer) => clearTimeout(timer),
      ),
    clean: () => ({ body: () => clearTimeout(setTimeout(() => {}, LONG_MS)) }),
  },
  {
    name: "a timeout that rings soon",
    leaky: () =>
      kept(
        () => setTimeout(() => {}, LONG_MS),
        (timer) => clearTimeout(timer),
      ),
    clean: () => ({ body: () => void setTimeout(() => {}, 20) }),
  },
  {
    name: "an interval that is not cleared",
    leaky: () =>
      kept(
        () => setInterval(() => {}, LONG_MS),
        (timer) => clearInterval(timer),
      ),
    clean: () => ({ body: () => clearInterval(setInterval(() => {}, 1)) }),
  },
  {
    name: "an immediate that sets itself again and again",
    leaky: () => {
      let isOver = false;
      const again = (): void => {
        if (!isOver) setImmediate(again);
      };
      return { body: () => void setImmediate(again), end: () => (isOver = true) };
    },
    clean: () => ({ body: () => void setImmediate(() => {}) }),
  },
  {
    name: "a timer that does not keep the process alive",
    unref: true,
    leaky: () =>
      kept(
        () => setInterval(() => {}, LONG_MS).unref(),
        (timer) => clearInterval(timer),
      ),
    clean: () => ({ body: () => clearInterval(setInterval(() => {}, LONG_MS).unref()) }),
  },
  {
    name: "an HTTP server that is not closed",
    leaky: () => kept(listenHttp, (server) => server.close()),
    clean: () => ({ body: async () => closeServer(await listenHttp()) }),
  },
  {
    name: "a TCP server that is not closed",
    leaky: () => kept(listenTcp, (server) => server.close()),
    clean: () => ({ body: async () => closeServer(await listenTcp()) }),
  },
  {
    name: "a server on a pipe that is not closed",
    leaky: () =>
      kept(
        () => listenPipe(),
        (server) => server.close(),
      ),
    clean: () => ({ body: async () => closeServer(await listenPipe()) }),
  },
  {
    name: "a socket that is not ended",
    leaky: () => withServer(connectTo, (socket) => socket.destroy()),
    clean: () =>
      withServer(
        async (server) => {
          const socket = await connectTo(server);
          socket.destroy();
          await once(socket, "close");
        },
        () => {},
      ),
  },
  {
    name: "a socket to a host that had to be looked up",
    leaky: () => withServer(connectToLocalhost, (socket) => socket.destroy()),
    clean: () =>
      withServer(
        async (server) => {
          const socket = await connectToLocalhost(server);
          socket.destroy();
          await once(socket, "close");
        },
        () => {},
      ),
  },
  {
    name: "a connection to a pipe that is not ended",
    leaky: () =>
      withServer(
        (server) => connectToPipe(server),
        (socket) => socket.destroy(),
        listenPipe,
      ),
    clean: () =>
      withServer(
        async (server) => {
          const socket = await connectToPipe(server);
          socket.destroy();
          await once(socket, "close");
        },
        () => {},
        listenPipe,
      ),
  },
  {
    name: "a TLS socket that is not ended",
    leaky: () =>
      withServer(
        (server) => connectTls((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => {}),
        (socket) => socket.destroy(),
      ),
    clean: () =>
      withServer(
        async (server) => {
          const socket = connectTls((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => {});
          socket.destroy();
          await once(socket, "close");
        },
        () => {},
      ),
  },
  {
    name: "an agent that keeps its connections",
    leaky: () =>
      withHttpServer(
        async (server) => {
          const agent = new Agent({ keepAlive: true });
          await request(server, agent);
          return agent;
        },
        (agent) => agent.destroy(),
      ),
    clean: async () => {
      const agent = new Agent({ keepAlive: true });
      const twin = await withHttpServer(
        (server) => request(server, agent),
        () => {},
      );
      return {
        body: twin.body,
        end: async () => {
          agent.destroy();
          await twin.end?.();
        },
      };
    },
  },
  {
    name: "an agent of one call that is not destroyed",
    leaky: () =>
      withHttpServer(
        async (server) => {
          const agent = new Agent({ keepAlive: true });
          await request(server, agent);
          return agent;
        },
        (agent) => agent.destroy(),
      ),
    clean: () =>
      withHttpServer(
        async (server) => {
          const agent = new Agent({ keepAlive: true });
          await request(server, agent);
          agent.destroy();
        },
        () => {},
      ),
  },
  {
    name: "an HTTP request that nobody answers",
    leaky: () =>
      withHttpServer(
        (server) => get(`${originOf(server)}/never`).on("error", () => {}),
        (pending) => pending.destroy(),
      ),
    clean: () =>
      withHttpServer(
        (server) => request(server, undefined),
        () => {},
      ),
  },
  {
    name: "an HTTP response that nobody reads",
    leaky: () =>
      withHttpServer(
        (server) =>
          new Promise<NodeJS.ReadableStream & { destroy: () => void }>((resolve) => {
            get(`${originOf(server)}/large`, { agent: new Agent() }, resolve);
          }),
        (response) => response.destroy(),
      ),
    clean: () =>
      withHttpServer(
        (server) => request(server, new Agent(), "/large"),
        () => {},
      ),
  },
  {
    name: "the body of a fetch that nobody reads",
    leaky: () =>
      withHttpServer(
        (server) => fetch(`${originOf(server)}/large`),
        (response) => response.body?.cancel(),
      ),
    clean: () =>
      withHttpServer(
        async (server) => {
          const response = await fetch(`${originOf(server)}/large`);
          await response.arrayBuffer();
        },
        () => {},
      ),
  },
  {
    name: "a UDP socket that is not closed",
    leaky: () => kept(bindUdp, (socket) => socket.close()),
    clean: () => ({
      body: async () => {
        const socket = await bindUdp();
        socket.close();
        await once(socket, "close");
      },
    }),
  },
  {
    name: "a child process that is not ended",
    leaky: () =>
      kept(
        () => spawn("sleep", ["60"]),
        (child) => {
          child.kill();
        },
      ),
    clean: () => ({
      body: async () => {
        const child = spawn("sleep", ["60"]);
        child.kill();
        await once(child, "close");
      },
    }),
  },
  {
    name: "a worker that is not terminated",
    leaky: () => kept(startWorker, (worker) => worker.terminate()),
    clean: () => ({
      body: async () => {
        const worker = await startWorker();
        await worker.terminate();
      },
    }),
  },
  {
    name: "a message port that is not closed",
    leaky: () =>
      kept(
        () => {
          const { port1 } = new MessageChannel();
          return port1.on("message", () => {});
        },
        (port) => port.close(),
      ),
    clean: () => ({
      body: () => {
        const { port1 } = new MessageChannel();
        port1.on("message", () => {});
        port1.close();
      },
    }),
  },
  {
    name: "a broadcast channel that is not closed",
    leaky: () =>
      kept(
        () => new BroadcastChannel("news"),
        (channel) => channel.close(),
      ),
    clean: () => ({ body: () => new BroadcastChannel("news").close() }),
  },
  {
    name: "a file watcher that is not closed",
    leaky: () =>
      kept(
        () => watch(tmpdir()),
        (watcher) => watcher.close(),
      ),
    clean: () => ({ body: () => watch(tmpdir()).close() }),
  },
  {
    name: "a watched file that is not let go",
    leaky: () => {
      const file = join(tmpdir(), "watched");
      return { body: () => watchFile(file, () => {}), end: () => unwatchFile(file) };
    },
    clean: () => {
      const file = join(tmpdir(), "watched");
      return {
        body: () => {
          watchFile(file, () => {});
          unwatchFile(file);
        },
      };
    },
  },
  {
    name: "a file handle that is not closed",
    leaky: () =>
      kept(
        () => open(SOME_FILE),
        (file) => file.close(),
      ),
    clean: () => ({
      body: async () => {
        const file = await open(SOME_FILE);
        await file.close();
      },
    }),
  },
  {
    name: "a file handle that is left to the collector",
    leaky: () => ({ body: async () => void (await open(SOME_FILE)) }),
    clean: () => ({
      body: async () => {
        const file = await open(SOME_FILE);
        await file.close();
      },
    }),
  },
  {
    name: "a directory that is not closed",
    leaky: () =>
      kept(
        () => opendir(tmpdir()),
        (directory) => directory.close(),
      ),
    clean: () => ({
      body: async () => {
        const directory = await opendir(tmpdir());
        await directory.close();
      },
    }),
  },
  {
    name: "a descriptor that is not closed",
    leaky: () => kept(() => openSync(SOME_FILE, "r"), closeSync),
    clean: () => ({ body: () => closeSync(openSync(SOME_FILE, "r")) }),
  },
  {
    name: "a file stream that is not read to its end",
    leaky: () =>
      kept(
        async () => {
          const stream = createReadStream(SOME_FILE);
          await once(stream, "open");
          return stream;
        },
        (stream) => stream.destroy(),
      ),
    clean: () => ({
      body: async () => {
        const stream = createReadStream(SOME_FILE);
        for await (const chunk of stream) void chunk;
      },
    }),
  },
  {
    name: "a file stream that is not ended",
    leaky: () =>
      kept(
        async () => {
          const stream = createWriteStream("/dev/null");
          await once(stream, "open");
          return stream;
        },
        (stream) => stream.destroy(),
      ),
    clean: () => ({
      body: async () => {
        const stream = createWriteStream("/dev/null");
        stream.end();
        await once(stream, "close");
      },
    }),
  },
  {
    name: "a stream that is kept and not ended",
    leaky: () =>
      kept(
        () => {
          const stream = new PassThrough();
          stream.write("some text");
          return stream;
        },
        (stream) => stream.destroy(),
      ),
    clean: () =>
      kept(async () => {
        const stream = new PassThrough();
        stream.end("some text");
        for await (const chunk of stream) void chunk;
        return stream;
      }, forget),
  },
  {
    name: "a compression that is kept and not ended",
    leaky: () =>
      kept(
        () => {
          const gzip = createGzip();
          gzip.write("some text");
          return gzip;
        },
        (gzip) => gzip.destroy(),
      ),
    clean: () => ({
      body: async () => {
        const gzip = createGzip();
        gzip.end("some text");
        for await (const chunk of gzip) void chunk;
      },
    }),
  },
  {
    name: "a readline interface on an input that lives on",
    leaky: () => {
      const input = new PassThrough();
      return kept(
        () => createInterface({ input }),
        (lines) => lines.close(),
      );
    },
    clean: () => {
      const input = new PassThrough();
      return { body: () => createInterface({ input }).close() };
    },
  },
  {
    name: "a DNS query that nobody answers",
    leaky: () =>
      withSilentDns((servers) => {
        const resolver = new Resolver();
        resolver.setServers(servers);
        resolver.resolve4("example.test", () => {});
        return () => resolver.cancel();
      }),
    clean: () =>
      withSilentDns((servers) => {
        const resolver = new Resolver();
        resolver.setServers(servers);
        resolver.resolve4("example.test", () => {});
        resolver.cancel();
        return () => {};
      }),
  },
  {
    name: "a DNS resolver that is kept",
    leaky: () => kept(() => new Resolver(), forget),
    clean: () => ({ body: () => void new Resolver() }),
  },
  {
    name: "a handler of a signal",
    leaky: () =>
      kept(
        () => listenTo(process, "SIGUSR2"),
        (stop) => stop(),
      ),
    clean: () => ({ body: () => listenTo(process, "SIGUSR2")() }),
  },
  {
    name: "a listener on the process",
    leaky: () =>
      kept(
        () => listenTo(process, "multipleResolves"),
        (stop) => stop(),
      ),
    clean: () => ({ body: () => listenTo(process, "multipleResolves")() }),
  },
  {
    name: "a listener on an emitter that lives on",
    leaky: () => {
      const bus = new EventEmitter();
      return { body: () => void bus.on("reply", () => {}) };
    },
    clean: () => {
      const bus = new EventEmitter();
      return {
        body: async () => {
          setImmediate(() => bus.emit("reply"));
          await once(bus, "reply");
        },
      };
    },
  },
  {
    name: "a listener on a signal that lives on",
    leaky: () => {
      const { signal } = new AbortController();
      return { body: () => signal.addEventListener("abort", () => {}) };
    },
    clean: () => {
      const { signal } = new AbortController();
      return {
        body: () => {
          const listener = (): void => {};
          signal.addEventListener("abort", listener);
          signal.removeEventListener("abort", listener);
        },
      };
    },
  },
  {
    name: "a store that a timer keeps",
    leaky: () => {
      const storage = new AsyncLocalStorage<object>();
      return kept(
        () => storage.run({ request: Buffer.alloc(1000) }, () => setInterval(() => {}, LONG_MS)),
        (timer) => clearInterval(timer),
      );
    },
    clean: () => {
      const storage = new AsyncLocalStorage<object>();
      return { body: () => storage.run({ request: Buffer.alloc(1000) }, () => delay(1)) };
    },
  },
  {
    name: "a session of the inspector",
    leaky: () =>
      kept(
        () => {
          const session = new Session();
          session.connect();
          return session;
        },
        (session) => session.disconnect(),
      ),
    clean: () => ({
      body: () => {
        const session = new Session();
        session.connect();
        session.disconnect();
      },
    }),
  },
  {
    name: "a performance observer",
    leaky: () => kept(observePerformance, (observer) => observer.disconnect()),
    clean: () => ({ body: () => observePerformance().disconnect() }),
  },
  {
    name: "a pending promise that something keeps",
    leaky: () => {
      const waiting = new Set<Promise<unknown>>();
      return { body: () => void waiting.add(new Promise(() => {})) };
    },
    clean: () => ({ body: () => void new Promise(() => {}) }),
  },
  {
    name: "an async function that waits for ever",
    leaky: () => {
      const senders: (() => void)[] = [];
      const send = async (): Promise<void> => {
        await new Promise<void>((resolve) => senders.push(resolve));
      };
      return { body: () => void send() };
    },
    clean: () => {
      const send = async (): Promise<void> => {
        await new Promise<void>(() => {});
      };
      return { body: () => void send() };
    },
  },
  {
    name: "a race that leaves its loser with something that lives on",
    leaky: () => {
      const shutdown = new Promise<void>(() => {});
      return { body: () => Promise.race([shutdown, Promise.resolve(1)]).then(() => void shutdown.then(() => {})) };
    },
    clean: () => ({
      body: () => Promise.race([new Promise(() => {}), Promise.resolve(1)]),
    }),
  },
  {
    name: "a race whose loser is a timer that does not keep the process alive",
    leaky: () => {
      const waiting = new Set<Promise<unknown>>();
      return {
        body: () => {
          waiting.add(new Promise(() => {}));
          return Promise.race([delay(LONG_MS, undefined, { ref: false }), Promise.resolve(1)]);
        },
      };
    },
    clean: () => ({ body: () => Promise.race([delay(LONG_MS, undefined, { ref: false }), Promise.resolve(1)]) }),
  },
  {
    name: "an HTTP/2 session that is not closed",
    leaky: () =>
      withHttp2Server(
        (session) => session,
        (session) => session.destroy(),
      ),
    clean: () =>
      withHttp2Server(
        async (session) => {
          session.close();
          await once(session, "close");
        },
        () => {},
      ),
  },
  {
    name: "an async generator that is left suspended",
    leaky: () =>
      kept(async () => {
        const numbers = countAsync();
        await numbers.next();
        return numbers;
      }, forget),
    clean: () => ({
      body: async () => {
        for await (const number of countAsync()) if (number > 2) break;
      },
    }),
  },
  {
    name: "a generator that is left suspended",
    leaky: () =>
      kept(() => {
        const numbers = count();
        numbers.next();
        return numbers;
      }, forget),
    clean: () => ({
      body: () => {
        for (const number of count()) if (number > 2) break;
      },
    }),
  },
  {
    name: "an iterator of events that is not ended",
    leaky: () => {
      const bus = new EventEmitter();
      return kept(
        () => {
          const events = on(bus, "reply");
          void events.next();
          return events;
        },
        (events) => events.return?.(),
      );
    },
    clean: () => {
      const bus = new EventEmitter();
      return {
        body: async () => {
          setImmediate(() => bus.emit("reply", 1));
          for await (const reply of on(bus, "reply")) if (reply !== undefined) break;
        },
      };
    },
  },
  {
    name: "an interval that a request starts in a server",
    leaky: async () => {
      const timers: NodeJS.Timeout[] = [];
      return withHttpServer(
        (server) => request(server, new Agent()),
        () => {
          for (const timer of timers) clearInterval(timer);
        },
        () => timers.push(setInterval(() => {}, LONG_MS)),
      );
    },
    clean: () =>
      withHttpServer(
        (server) => request(server, new Agent()),
        () => {},
        () => clearInterval(setInterval(() => {}, LONG_MS)),
      ),
  },
  {
    name: "a job that a request starts in a server, and that waits for ever",
    leaky: () => {
      const jobs = new Set<Promise<void>>();
      return withHttpServer(
        (server) => request(server, new Agent()),
        () => {},
        () => jobs.add(waitFor(new Promise(() => {}))),
      );
    },
    clean: () => {
      const jobs = new Set<Promise<void>>();
      return withHttpServer(
        (server) => request(server, new Agent()),
        () => {},
        () => {
          const job = waitFor(delay(5)).finally(() => jobs.delete(job));
          jobs.add(job);
        },
      );
    },
  },
  {
    name: "a server of the caller that is closed",
    ...borrowed(listenTcp, (server) => server.close()),
  },
  {
    name: "a socket of the caller that is ended",
    leaky: async () => {
      const server = await listenTcp();
      const socket = await connectTo(server);
      return { body: () => socket.destroy(), end: () => server.close() };
    },
    // The connection is the agent's: with a request that is given up it is closed.
    clean: async () => {
      const agent = new Agent({ keepAlive: true });
      const twin = await withHttpServer(
        async (server) => {
          const pending = get(`${originOf(server)}/never`, { agent }).on("error", () => {});
          await once(pending, "socket");
          pending.destroy();
        },
        () => {},
        forget,
        (server) => request(server, agent),
      );
      return {
        body: twin.body,
        end: async () => {
          agent.destroy();
          await twin.end?.();
        },
      };
    },
  },
  {
    name: "a worker of the caller that is terminated",
    ...borrowed(startWorker, (worker) => worker.terminate()),
  },
  {
    name: "a UDP socket of the caller that is closed",
    ...borrowed(bindUdp, (socket) => socket.close()),
  },
  {
    name: "a child process of the caller that is ended",
    leaky: () => {
      const child = spawn("sleep", ["60"]);
      return { body: () => child.kill() };
    },
    // To ask whether it lives does not end it.
    clean: () => {
      const child = spawn("sleep", ["60"]);
      return { body: () => child.kill(0), end: () => child.kill() };
    },
  },
  {
    name: "a message port of the caller that is closed",
    ...borrowed(
      () => new MessageChannel().port1.on("message", () => {}),
      (port) => port.close(),
    ),
  },
  {
    name: "a broadcast channel of the caller that is closed",
    ...borrowed(
      () => new BroadcastChannel("news"),
      (channel) => channel.close(),
    ),
  },
  {
    name: "a file watcher of the caller that is closed",
    ...borrowed(
      () => watch(tmpdir()),
      (watcher) => watcher.close(),
    ),
  },
  {
    name: "a file handle of the caller that is closed",
    ...borrowed(
      () => open(SOME_FILE),
      (file) => file.close(),
    ),
  },
  {
    name: "a descriptor of the caller that is closed",
    ...borrowed(
      () => openSync(SOME_FILE, "r"),
      // By the module, of which a vm pool keeps no copies.
      (descriptor) => fs.closeSync(descriptor),
    ),
  },
  {
    name: "a readline interface of the caller that is closed",
    ...borrowed(
      () => createInterface({ input: new PassThrough() }),
      (lines) => lines.close(),
    ),
  },
  {
    name: "an agent of the caller that is destroyed",
    leaky: async () => {
      const agent = new Agent({ keepAlive: true });
      const twin = await withHttpServer(
        () => agent.destroy(),
        () => {},
        forget,
        (server) => request(server, agent),
      );
      return twin;
    },
    // One without connections closes nothing.
    clean: () => {
      const agent = new Agent({ keepAlive: true });
      return { body: () => agent.destroy() };
    },
  },
  {
    name: "an interval of the caller that is cleared",
    leaky: () => {
      const timer = setInterval(() => {}, LONG_MS);
      return { body: () => clearInterval(timer) };
    },
    // To clear a timeout is to renew a cache, or to have an answer in time.
    clean: () => {
      const timers = [setTimeout(() => {}, LONG_MS), setInterval(() => {}, LONG_MS)];
      return {
        body: () => {
          clearTimeout(timers[0]);
          clearInterval(setInterval(() => {}, LONG_MS));
        },
        end: () => clearInterval(timers[1]),
      };
    },
  },
  {
    name: "listeners of the caller that are removed",
    leaky: () => {
      const bus = new EventEmitter().on("reply", () => {});
      return {
        body: () => {
          const listener = (): void => {};
          bus.on("reply", listener);
          bus.removeAllListeners("reply");
        },
      };
    },
    // What is put back was lent.
    clean: () => {
      const bus = new EventEmitter().on("reply", () => {});
      return {
        body: () => {
          const listeners = bus.listeners("reply") as (() => void)[];
          bus.removeAllListeners();
          for (const listener of listeners) bus.on("reply", listener);
        },
      };
    },
  },
];

function kept<T>(make: () => T | Promise<T>, undo: (thing: T) => unknown): AsyncTwin {
  const things: T[] = [];
  return {
    body: async () => void things.push(await make()),
    end: async () => {
      for (const thing of things.splice(0)) await undo(thing);
    },
  };
}

/** Of the leaky twin the call closes what it was lent; that of the clean one has one of its own. */
function borrowed<T>(make: () => T | Promise<T>, close: (thing: T) => unknown): Pick<AsyncCase, "leaky" | "clean"> {
  return {
    leaky: async () => {
      const lent = await make();
      return { body: () => close(lent) };
    },
    clean: async () => {
      const lent = await make();
      return { body: async () => close(await make()), end: () => close(lent) };
    },
  };
}

async function waitFor(event: Promise<unknown>): Promise<void> {
  await event;
}

function forget(): void {}

async function listenHttp(): Promise<Server> {
  return listen(createServer((_, response) => response.end()));
}

async function listenTcp(): Promise<Server> {
  return listen(createTcpServer());
}

async function listen<S extends Server>(server: S): Promise<S> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

let pipes = 0;

async function listenPipe(): Promise<Server> {
  const server = createTcpServer().listen(join(tmpdir(), `async-cases-${process.pid}-${pipes++}`));
  await once(server, "listening");
  return server;
}

async function closeServer(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}

async function withServer<T>(
  use: (server: Server) => T | Promise<T>,
  undo: (thing: T) => unknown,
  start: () => Promise<Server> = listenTcp,
): Promise<AsyncTwin> {
  const sockets = new Set<Socket>();
  const server = await start();
  server.on("connection", (socket) => sockets.add(socket.on("error", () => {})));
  const twin = kept(() => use(server), undo);
  return {
    body: twin.body,
    end: async () => {
      await twin.end?.();
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Serves "/" at once, "/large" with two megabytes, and "/never" not at all. */
async function withHttpServer<T>(
  use: (server: Server) => T | Promise<T>,
  undo: (thing: T) => unknown,
  onRequest: () => unknown = forget,
  prepare: (server: Server) => unknown = forget,
): Promise<AsyncTwin> {
  const server = await listen(
    createServer((request, response) => {
      onRequest();
      if (request.url === "/never") return;
      response.end(request.url === "/large" ? Buffer.alloc(2_000_000) : "ok");
    }),
  );
  await prepare(server);
  const twin = kept(() => use(server), undo);
  return {
    body: twin.body,
    end: async () => {
      await twin.end?.();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function withHttp2Server<T>(
  use: (session: ClientHttp2Session) => T | Promise<T>,
  undo: (thing: T) => unknown,
): Promise<AsyncTwin> {
  const server = createHttp2Server((_, response) => response.end("ok")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const sessions = new Set<{ destroy: () => void }>();
  server.on("session", (session) => sessions.add(session));
  const twin = kept(async () => {
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await once(session.request().resume(), "close");
    return use(session);
  }, undo);
  return {
    body: twin.body,
    end: async () => {
      await twin.end?.();
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function request(server: Server, agent: Agent | undefined, path = "/"): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    get(originOf(server) + path, agent === undefined ? {} : { agent }, (response) => {
      response.resume().on("end", resolve);
    }).on("error", reject);
  });
}

async function connectTo(server: Server): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

async function connectToLocalhost(server: Server): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port);
  await once(socket, "connect");
  return socket;
}

async function connectToPipe(server: Server): Promise<Socket> {
  const socket = connect(server.address() as string);
  await once(socket, "connect");
  return socket;
}

async function bindUdp(): Promise<ReturnType<typeof createSocket>> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

async function startWorker(): Promise<Worker> {
  const worker = new Worker("setInterval(() => {}, 1e8)", { eval: true });
  await once(worker, "online");
  return worker;
}

async function withSilentDns(ask: (servers: string[]) => () => void): Promise<AsyncTwin> {
  const server = await bindUdp();
  const address = `127.0.0.1:${server.address().port}`;
  const twin = kept(
    () => ask([address]),
    (stop) => stop(),
  );
  return {
    body: twin.body,
    end: async () => {
      await twin.end?.();
      server.close();
    },
  };
}

function listenTo(emitter: NodeJS.EventEmitter, event: string): () => void {
  const listener = (): void => {};
  emitter.on(event, listener);
  return () => void emitter.off(event, listener);
}

function observePerformance(): PerformanceObserver {
  const observer = new PerformanceObserver(() => {});
  observer.observe({ entryTypes: ["measure"] });
  performance.clearMeasures();
  return observer;
}

function* count(): Generator<number> {
  for (let number = 0; ; number++) yield number;
}

async function* countAsync(): AsyncGenerator<number> {
  for (let number = 0; ; number++) yield number;
}

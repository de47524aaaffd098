import { once } from "node:events";
import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough, Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Pair, Twin } from "../pair.ts";

/** Streams and requests. */
export const streams: readonly Pair[] = [
  {
    name: "destinations of a source that lives on",
    leaky: () => {
      const source = new PassThrough().setMaxListeners(0);
      return { body: () => void source.pipe(new PassThrough()) };
    },
    clean: () => {
      const source = new PassThrough();
      return {
        body: () => {
          const destination = new PassThrough();
          source.pipe(destination);
          source.unpipe(destination);
        },
      };
    },
  },
  {
    name: "streams in a list",
    leaky: () => {
      const open = new Set<Readable>();
      return { body: () => void open.add(new PassThrough()) };
    },
    clean: () => {
      const open = new Set<Readable>();
      return {
        body: async () => {
          const stream = new PassThrough();
          open.add(stream);
          stream.once("close", () => open.delete(stream)).destroy();
          await once(stream, "close");
        },
      };
    },
  },
  {
    name: "what is written to a stream that nobody reads",
    leaky: () => {
      const stream = new PassThrough();
      return { body: () => void stream.write("a line that waits\n") };
    },
    clean: () => {
      const stream = new PassThrough().resume();
      return { body: () => void stream.write("a line that is read\n") };
    },
  },
  {
    name: "a pipeline of transforms",
    leaky: () => {
      const seen: unknown[] = [];
      return { body: () => pipeline(Readable.from(["a", "b"]), upperCase(seen), new PassThrough().resume()) };
    },
    clean: () => ({ body: () => pipeline(Readable.from(["a", "b"]), upperCase([]), new PassThrough().resume()) }),
  },
  {
    name: "a branch of a web stream that nobody reads",
    leaky: () => {
      const branches: ReadableStream[] = [];
      return {
        body: async () => {
          const [read, unread] = new Blob(["some text"]).stream().tee();
          branches.push(unread);
          for await (const chunk of read) void chunk;
        },
      };
    },
    clean: () => ({
      body: async () => {
        for await (const chunk of new Blob(["some text"]).stream()) void chunk;
      },
    }),
  },
  {
    name: "web transforms that are not closed",
    leaky: () => {
      const writers: WritableStreamDefaultWriter[] = [];
      return { body: () => void writers.push(new TransformStream().writable.getWriter()) };
    },
    clean: () => ({
      body: async () => {
        const { readable, writable } = new TransformStream<string, string>();
        const writer = writable.getWriter();
        void writer.write("text").then(() => writer.close());
        for await (const chunk of readable) void chunk;
      },
    }),
  },
  {
    name: "compressed texts",
    leaky: () => {
      const kept: Buffer[] = [];
      return { body: () => void kept.push(gzipSync("some text to be kept")) };
    },
    clean: () => ({ body: () => gunzipSync(gzipSync("some text to be kept")) }),
  },
  {
    name: "sessions of requests",
    leaky: () => {
      const sessions = new Map<number, object>();
      return serve((n) => sessions.set(n, { since: n }));
    },
    clean: () => {
      const sessions = new Map<number, object>();
      return serve((n) => sessions.set(n % 10, { since: n }));
    },
  },
  {
    name: "a listener for every request on the connection that is kept alive",
    leaky: () => serve((_, socket) => socket.setMaxListeners(0).on("close", () => {})),
    clean: () => serve((_, socket) => socket.once("accuracy", () => {}).emit("accuracy")),
  },
  {
    name: "the requests that a fake server saw",
    leaky: () => {
      const seen: object[] = [];
      return fetchFrom((request) => seen.push(request));
    },
    clean: () => {
      let seen: object | undefined;
      return fetchFrom((request) => (seen = { before: typeof seen, now: typeof request }));
    },
  },
];

function upperCase(seen: unknown[]): Transform {
  return new Transform({
    transform: (chunk: Buffer, _, done) => {
      seen.push(chunk);
      done(null, chunk.toString().toUpperCase());
    },
  });
}

async function serve(onRequest: (n: number, socket: NodeJS.EventEmitter) => unknown): Promise<Twin> {
  let requests = 0;
  const server = createServer((request, response) => {
    onRequest(requests++, request.socket);
    response.end("ok");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { port } = server.address() as AddressInfo;
  return {
    body: () =>
      new Promise<void>((resolve, reject) => {
        get({ host: "127.0.0.1", port, agent }, (response) => {
          response.resume().on("end", resolve);
        }).on("error", reject);
      }),
    end: () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function fetchFrom(onRequest: (request: object) => unknown): Promise<Twin> {
  const server = createServer((request, response) => {
    onRequest({ url: request.url, headers: request.headers });
    response.end("ok");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    body: async () => {
      const response = await fetch(`http://127.0.0.1:${port}/`);
      await response.text();
    },
    end: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

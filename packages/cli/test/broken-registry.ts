import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { Header, type HeaderData } from "tar";

/** How the registry misbehaves; `fine` when it does not. */
export type Manner =
  | "fine"
  | "wrong hash"
  | "truncated"
  | "hangs"
  | "breaks off once"
  | "pauses in the middle"
  | "not found"
  | "server error"
  | "garbage"
  | "other shape"
  | "outside"
  | "link"
  | "no archive";

/** A real HTTP server with releases of Node, each a shell script that prints its version. */
export interface Registry {
  readonly url: string;
  readonly requests: readonly string[];
  manner: Manner;
  /** What is waited for in the middle of a download, where it pauses. */
  pause: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const RELEASE = "22.16.0";
export const NODE: string = nodeOf(RELEASE);

function nodeOf(version: string): string {
  return `#!/bin/sh\necho "v${version}"\n`;
}

/** Starts the registry on a free port. */
export async function startRegistry(
  manner: Manner = "fine",
  versions: readonly string[] = [RELEASE],
): Promise<Registry> {
  const requests: string[] = [];
  const state = { manner, versions, pause: async (): Promise<void> => {} };
  let broken = 0;
  const server = createServer((request, response) => {
    requests.push(`${request.url}${request.headers.range === undefined ? "" : ` ${request.headers.range}`}`);
    answer(state, request, response, () => broken++);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    requests,
    get manner() {
      return state.manner;
    },
    set manner(next) {
      state.manner = next;
    },
    get pause() {
      return state.pause;
    },
    set pause(next) {
      state.pause = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface State {
  readonly manner: Manner;
  readonly versions: readonly string[];
  readonly pause: () => Promise<void>;
}

function answer(
  { manner, versions, pause }: State,
  request: IncomingMessage,
  response: ServerResponse,
  count: () => number,
): void {
  const isTarball = request.url?.endsWith(".tgz") === true;
  if (manner === "not found") return end(response, 404, "{}");
  if (manner === "server error") return end(response, 500, "{}");
  if (manner === "hangs" && !isTarball) return;
  if (manner === "garbage") return end(response, 200, "<html>a captive portal</html>");
  if (manner === "other shape") return end(response, 200, '{"ok":true}');
  const version = versions.find((each) => request.url?.includes(each)) ?? RELEASE;
  const archive = archiveFor(manner, version);
  if (!isTarball) {
    const promised = manner === "wrong hash" ? archiveFor("link", version) : archive;
    const dist = {
      tarball: `http://${request.headers.host}/node${version === RELEASE ? "" : `-${version}`}.tgz`,
      integrity: `sha512-${createHash("sha512").update(promised).digest("base64")}`,
    };
    const listed = Object.fromEntries(versions.map((each) => [each, { dist }]));
    return end(response, 200, JSON.stringify({ versions: listed, dist }));
  }
  response.setHeader("etag", '"one"');
  if (manner === "truncated" || (manner === "breaks off once" && count() === 0)) {
    response.writeHead(200, { "content-length": archive.length });
    response.write(archive.subarray(0, archive.length / 2), () => setTimeout(() => response.destroy(), 50));
    return;
  }
  if (manner === "pauses in the middle") {
    response.writeHead(200, { "content-length": archive.length });
    response.write(archive.subarray(0, archive.length / 2), () => {
      void pause().then(() => response.end(archive.subarray(archive.length / 2)));
    });
    return;
  }
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (start > archive.length) return end(response, 416, "");
  response.writeHead(start > 0 ? 206 : 200, { "content-length": archive.length - start });
  response.end(archive.subarray(start));
}

function end(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body);
}

// Too much for a page of memory, and cannot be compressed.
const LARGE = randomBytes(1_000_000).toString("latin1");

function archiveFor(manner: Manner, version: string): Buffer {
  if (manner === "no archive") return Buffer.from("this is not a tarball");
  const entries: readonly (readonly [HeaderData, string])[] = [
    manner === "link"
      ? [{ path: "package/bin/node", type: "SymbolicLink", linkpath: "/bin/sh" }, ""]
      : [{ path: "package/bin/node", type: "File", mode: 0o755 }, nodeOf(version)],
    [
      { path: manner === "outside" ? "package/../../evil" : "package/README.md", type: "File" },
      manner === "pauses in the middle" ? LARGE : "text",
    ],
    [{ path: "package/CHANGELOG.md", type: "File" }, "# 22.16.0\n"],
  ];
  const blocks = entries.flatMap(([data, content]) => {
    const header = new Header({ mode: 0o644, mtime: new Date(0), ...data, size: Buffer.byteLength(content) });
    const block = Buffer.alloc(512);
    header.encode(block, 0);
    return [block, padded(content)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

function padded(content: string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

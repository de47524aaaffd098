import { createHash } from "node:crypto";
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
  | "not found"
  | "server error"
  | "garbage"
  | "other shape"
  | "outside"
  | "link"
  | "no archive";

/** A real HTTP server with one release of Node, a shell script that prints its version. */
export interface Registry {
  readonly url: string;
  readonly requests: readonly string[];
  manner: Manner;
  readonly close: () => Promise<void>;
}

export const NODE = '#!/bin/sh\necho "v22.16.0"\n';

/** Starts the registry on a free port. */
export async function startRegistry(manner: Manner = "fine"): Promise<Registry> {
  const requests: string[] = [];
  const state = { manner };
  let broken = 0;
  const server = createServer((request, response) => {
    requests.push(`${request.url}${request.headers.range === undefined ? "" : ` ${request.headers.range}`}`);
    answer(state.manner, request, response, () => broken++);
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
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(manner: Manner, request: IncomingMessage, response: ServerResponse, count: () => number): void {
  const isTarball = request.url?.endsWith(".tgz") === true;
  if (manner === "not found") return end(response, 404, "{}");
  if (manner === "server error") return end(response, 500, "{}");
  if (manner === "hangs" && !isTarball) return;
  if (manner === "garbage") return end(response, 200, "<html>a captive portal</html>");
  if (manner === "other shape") return end(response, 200, '{"ok":true}');
  const archive = archiveFor(manner);
  if (!isTarball) {
    const promised = manner === "wrong hash" ? archiveFor("link") : archive;
    const dist = {
      tarball: `http://${request.headers.host}/node.tgz`,
      integrity: `sha512-${createHash("sha512").update(promised).digest("base64")}`,
    };
    return end(response, 200, JSON.stringify({ versions: { "22.16.0": { dist } }, dist }));
  }
  response.setHeader("etag", '"one"');
  if (manner === "truncated" || (manner === "breaks off once" && count() === 0)) {
    response.writeHead(200, { "content-length": archive.length });
    response.write(archive.subarray(0, archive.length / 2), () => setTimeout(() => response.destroy(), 50));
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

function archiveFor(manner: Manner): Buffer {
  if (manner === "no archive") return Buffer.from("this is not a tarball");
  const entries: readonly (readonly [HeaderData, string])[] = [
    manner === "link"
      ? [{ path: "package/bin/node", type: "SymbolicLink", linkpath: "/bin/sh" }, ""]
      : [{ path: "package/bin/node", type: "File", mode: 0o755 }, NODE],
    [{ path: manner === "outside" ? "package/../../evil" : "package/README.md", type: "File" }, "text"],
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

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ObjectServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves one object of `bytes` bytes under every key but `missing`. */
export async function startObjectServer(bytes: number): Promise<ObjectServer> {
  const object = Buffer.alloc(bytes, "x");
  const server = createServer((request, response) => {
    if (request.url === "/missing") response.writeHead(404).end();
    else response.writeHead(200, { "content-length": bytes }).end(object);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

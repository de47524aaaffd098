import { Agent, get } from "node:http";
import type { IncomingMessage } from "node:http";

/** Reads whole objects from an object store that speaks HTTP, over connections it keeps open. */
export class ObjectStore {
  readonly #origin: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly #downloads = new Set<Promise<Buffer>>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async download(key: string): Promise<Buffer> {
    const download = this.#fetch(key);
    this.#downloads.add(download);
    try {
      return await download;
    } finally {
      this.#downloads.delete(download);
    }
  }

  /** Resolves once no download is running. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#downloads);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #fetch(key: string): Promise<Buffer> {
    const response = await request(new URL(key, this.#origin), this.#agent);
    if (response.statusCode !== 200) {
      response.resume();
      throw new Error(`object store answered ${response.statusCode} for ${key}`);
    }
    return readBody(response);
  }
}

function request(url: URL, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, resolve).once("error", reject);
  });
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const body = Buffer.alloc(Number(response.headers["content-length"]));
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) length += chunk.copy(body, length);
  return body.subarray(0, length);
}

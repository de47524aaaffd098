import { createWriteStream } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { UserError } from "../user-error.ts";
import { type Http, HttpError, nameOf, reasonOf } from "./http.ts";

/** How far a download has come, in bytes. */
export type OnBytes = (received: number, total: number | undefined) => void;

const TRIES = 3;

/**
 * Downloads a file. One that was broken off goes on where it stopped, also in a later process, if the server says that the file is
 * still the same.
 *
 * @returns the bytes that came over the network
 */
export async function download(http: Http, url: string, file: string, onBytes: OnBytes = () => {}): Promise<number> {
  let downloaded = 0;
  for (let attempt = 1; ; attempt++) {
    const before = downloaded;
    try {
      await fetchRest(http, url, file, onBytes, (bytes) => (downloaded += bytes));
      return downloaded;
    } catch (error) {
      const isFinal = error instanceof HttpError || (error instanceof UserError && !(error instanceof BrokenOff));
      // A server that sends nothing will not send more to those who ask again.
      const isStuck = downloaded === before && attempt > 1;
      if (isFinal || isStuck || attempt === TRIES) throw error;
    }
  }
}

class BrokenOff extends UserError {}

async function fetchRest(
  http: Http,
  url: string,
  file: string,
  onBytes: OnBytes,
  count: (bytes: number) => void,
): Promise<void> {
  const tagFile = `${file}.etag`;
  const tag = await readFile(tagFile, "utf8").catch(() => "");
  const have = tag === "" ? 0 : await sizeOf(file);
  const response = await http
    .get(url, have > 0 ? { range: `bytes=${have}-`, "if-range": tag } : {})
    .catch((error: unknown) => {
      // All of it is there, or the file has become shorter.
      if (error instanceof HttpError && error.status === 416) return undefined;
      throw error;
    });
  if (response === undefined) {
    await rm(tagFile, { force: true });
    throw new BrokenOff(`${nameOf(url)} cannot be resumed.`);
  }
  const isRest = response.status === 206;
  const start = isRest ? have : 0;
  await writeFile(tagFile, response.headers.get("etag") ?? "");
  const length = response.headers.get("content-length");
  const total = length === null ? undefined : start + Number(length);
  let received = start;
  try {
    if (response.body === null) throw new Error("it sent nothing");
    await pipeline(
      response.body,
      async function* counted(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          received += chunk.length;
          count(chunk.length);
          onBytes(received, total);
          yield chunk;
        }
      },
      createWriteStream(file, { flags: isRest ? "a" : "w" }),
    );
  } catch (error) {
    if (isOurs(error)) throw error;
    throw new BrokenOff(
      `The download of ${nameOf(url)} broke off after ${received} ${total === undefined ? "" : `of ${total} `}bytes: ${reasonOf(error)}. The next run goes on from there.`,
      { cause: error },
    );
  }
  if (total !== undefined && received !== total)
    throw new BrokenOff(`${nameOf(url)} is truncated: ${received} of ${total} bytes came.`);
}

// What went wrong on our side of the connection.
function isOurs(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && ["write", "open"].includes(String(error.syscall));
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

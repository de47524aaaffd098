import { readFileSync } from "node:fs";
import { type Dispatcher, EnvHttpProxyAgent, fetch, type Response } from "undici";
import { codeOf, messageOf, UserError } from "../user-error.ts";
import type { NpmSettings } from "./npm-settings.ts";

/** Makes requests as npm would. */
export interface Http {
  /** @throws UserError unless the answer is one of the 2xx. */
  readonly get: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  /** @throws UserError if what comes is no JSON. */
  readonly json: (url: string, headers?: Readonly<Record<string, string>>) => Promise<unknown>;
}

const PATIENCE_MS = 20_000;

/** Creates a client with the proxy and certificates that npm uses. Its token goes to the registry's own host only. */
export function createHttp(settings: NpmSettings, patienceMs: number = PATIENCE_MS): Http {
  const dispatcher = createDispatcher(settings, patienceMs);
  const host = settings.registry === undefined ? undefined : new URL(settings.registry).host;
  const get: Http["get"] = async (url, headers = {}) => {
    const own = new URL(url).host === host ? settings.headers : {};
    let response: Response;
    try {
      response = await fetch(url, { dispatcher, headers: { ...own, ...headers } });
    } catch (error) {
      throw new UserError(`${nameOf(url)} did not answer: ${reasonOf(error)}. ${WHAT_TO_DO}.`, { cause: error });
    }
    if (response.ok) return response;
    await response.body?.cancel();
    throw new HttpError(url, response.status);
  };
  return {
    get,
    json: async (url, headers) => {
      const response = await get(url, headers);
      const text = await readText(response, url);
      try {
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw new UserError(
          `${nameOf(url)} answered with something else than JSON (${JSON.stringify(text.slice(0, 40))}). Npm's \`registry\` setting may name something else than a registry.`,
          { cause: error },
        );
      }
    },
  };
}

/** An answer that is an error. */
export class HttpError extends UserError {
  readonly status: number;

  constructor(url: string, status: number) {
    super(`${nameOf(url)} answered ${status}${EXPLAINED[status] ?? (status >= 500 ? ": try again later" : "")}.`);
    this.status = status;
  }
}

const EXPLAINED: Readonly<Record<number, string>> = {
  401: ": npm's token for this registry is missing or has expired (`npm login`)",
  403: ": the registry does not let you read this package",
  404: ": it has no such file",
};

const WHAT_TO_DO =
  "Check the network and npm's `registry` and `proxy` settings; releases that are installed or in the cache need none";

/** What went wrong with a connection, in words. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = codeOf(cause);
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT" || code === "UND_ERR_CONNECT_TIMEOUT")
    return "nothing came for too long";
  return messageOf(cause) || code || "unknown reason";
}

/** A URL as it can be shown: no credentials. */
export function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

async function readText(response: Response, url: string): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw new UserError(`${nameOf(url)} stopped in the middle of its answer: ${reasonOf(error)}. ${WHAT_TO_DO}.`, {
      cause: error,
    });
  }
}

function createDispatcher(settings: NpmSettings, patienceMs: number): Dispatcher {
  const { proxy, httpsProxy, noProxy, cafile, checksCertificates } = settings;
  const tls = {
    ...(cafile === undefined ? {} : { ca: readFileSync(cafile) }),
    ...(checksCertificates ? {} : { rejectUnauthorized: false }),
    timeout: patienceMs,
  };
  return new EnvHttpProxyAgent({
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,
    connect: tls,
    requestTls: tls,
    ...(proxy === undefined ? {} : { httpProxy: proxy }),
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
    ...(noProxy === undefined ? {} : { noProxy }),
  });
}

import { readlinkSync } from "node:fs";
import { shortPath } from "../short-path.ts";
import type { AsyncKind } from "./kinds.ts";
import { storesIn } from "./stores.ts";

interface Address {
  readonly address?: string;
  readonly port?: number;
}

interface Owner {
  readonly address?: () => Address | string | null;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly spawnfile?: string;
  readonly pid?: number;
}

interface Resource {
  readonly fd?: number;
  readonly _idleTimeout?: number;
  readonly req?: { readonly method?: string; readonly host?: string; readonly path?: string };
}

/** Tells one thing from others of its kind, as far as the runtime's object for it says. */
export function detailOf(kind: AsyncKind, resource: object): string | undefined {
  try {
    return describe(kind, resource, ownerOf(resource) ?? {});
  } catch {
    // What is being closed answers no more.
    return undefined;
  }
}

function describe(kind: AsyncKind, resource: Resource, owner: Owner): string | undefined {
  const { _idleTimeout: delay } = resource;
  switch (kind) {
    case "timeout":
    case "interval":
      return delay === undefined ? undefined : `of ${delay.toLocaleString("en-US")} ms`;
    case "server":
    case "UDP socket":
      return addressOf(owner.address?.());
    case "socket":
    case "idle connection":
    case "fetch":
      return owner.remoteAddress === undefined ? undefined : `to ${owner.remoteAddress}:${owner.remotePort}`;
    case "child process":
      return owner.spawnfile === undefined ? undefined : `${owner.spawnfile}, pid ${owner.pid}`;
    case "HTTP request":
    case "unread HTTP response": {
      const { method, host, path } = resource.req ?? {};
      return method === undefined ? undefined : `${method} ${host ?? ""}${path ?? ""}`;
    }
    case "file handle":
      return process.platform === "linux"
        ? shortPath(readlinkSync(`/proc/self/fd/${resource.fd}`))
        : `descriptor ${resource.fd}`;
    default:
      return undefined;
  }
}

function addressOf(address: Address | string | null | undefined): string | undefined {
  if (address === null || address === undefined) return undefined;
  return typeof address === "string" ? `on ${address}` : `on ${address.address}:${address.port}`;
}

/** Names the AsyncLocalStorage stores that a resource keeps, those left out that the test itself is run in. */
export function storesOf(resource: object, inherited: ReadonlySet<unknown>): string[] {
  return storesIn(resource)
    .filter((store) => !inherited.has(store))
    .flatMap(nameStore);
}

const MOST_KEYS = 4;

function nameStore(store: unknown): string[] {
  // Leakproof's own store is a number.
  if (typeof store !== "object" || store === null) return [];
  const name = store.constructor?.name ?? "Object";
  if (name !== "Object") return [name];
  const keys = Object.keys(store);
  return [`{ ${keys.slice(0, MOST_KEYS).join(", ")}${keys.length > MOST_KEYS ? ", …" : ""} }`];
}

/** The object of the runtime's library that a handle belongs to: a Socket, a ChildProcess. */
export function ownerOf(resource: object): object | undefined {
  return valueOf(resource, "owner_symbol");
}

function valueOf(resource: object, description: string): object | undefined {
  for (let object: object | null = resource; object !== null; object = Object.getPrototypeOf(object) as object | null) {
    const symbol = Object.getOwnPropertySymbols(object).find((one) => one.description === description);
    if (symbol !== undefined) return (resource as Record<symbol, object | undefined>)[symbol];
  }
  return undefined;
}

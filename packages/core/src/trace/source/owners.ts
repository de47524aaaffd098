import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Owner } from "../leak.ts";

const RUNNER_PACKAGES =
  /^(?:vitest|@vitest\/.+|tinyspy|tinypool|tinyrainbow|birpc|vite|vite-node|chai|expect|jest|jest-.+|@jest\/.+|@sinonjs\/.+|babel-jest|mocha|@leakproof\/.+)$/;
const LEAKPROOF_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Tells whose code a script is, from its URL. */
export type OwnerOfUrl = (url: string) => Owner;

/** Creates a function that tells whose code a script is; it remembers the packages that it has looked up. */
export function createOwnerOfUrl(): OwnerOfUrl {
  const byDirectory = new Map<string, PackageName | undefined>();
  const known = new Map<string, Owner>();
  return (url) => {
    let owner = known.get(url);
    if (owner === undefined) known.set(url, (owner = findOwner(url, byDirectory)));
    return owner;
  };
}

/** The absolute path of a script's URL, if it has one. */
export function pathOfUrl(url: string): string | undefined {
  if (url.startsWith("file://")) {
    try {
      return fileURLToPath(url.replace(/[?#].*$/, ""));
    } catch {
      return undefined;
    }
  }
  return url.startsWith("/") || /^[A-Za-z]:[\\/]/.test(url) ? url.replace(/\?.*$/, "") : undefined;
}

interface PackageName {
  readonly name: string;
  readonly version?: string;
  readonly root: string;
}

function findOwner(url: string, byDirectory: Map<string, PackageName | undefined>): Owner {
  if (url.startsWith("node:")) return { kind: "runtime" };
  const path = pathOfUrl(url);
  if (path === undefined) return { kind: "unknown" };
  if (path.startsWith(LEAKPROOF_ROOT + sep)) return { kind: "runner", name: "Leakproof" };

  const inModules = packageInNodeModules(path);
  if (inModules !== undefined) {
    if (inModules.startsWith("@leakproof/")) return { kind: "runner", name: "Leakproof" };
    if (RUNNER_PACKAGES.test(inModules)) return { kind: "runner", name: inModules };
    const nearest = nearestPackage(dirname(path), byDirectory);
    const isItsRoot =
      nearest !== undefined && nearest.root.split(/[\\/]/).join("/").endsWith(`/node_modules/${inModules}`);
    return {
      kind: "dependency",
      // A package that is installed under an alias is known by its own name.
      name: isItsRoot ? nearest.name : inModules,
      ...(nearest?.version === undefined ? {} : { version: nearest.version }),
    };
  }
  const nearest = nearestPackage(dirname(path), byDirectory);
  const isBuilt =
    nearest?.name.startsWith("@leakproof/") && /^[\\/](?:src|dist)[\\/]/.test(path.slice(nearest.root.length));
  return isBuilt ? { kind: "runner", name: "Leakproof" } : { kind: "own" };
}

function packageInNodeModules(path: string): string | undefined {
  const parts = path.split(/[\\/]/);
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) return undefined;
  const name = parts[at + 1] ?? "";
  return name.startsWith("@") ? `${name}/${parts[at + 2] ?? ""}` : name;
}

function nearestPackage(directory: string, known: Map<string, PackageName | undefined>): PackageName | undefined {
  if (known.has(directory)) return known.get(directory);
  const found =
    readPackage(directory) ??
    (dirname(directory) === directory ? undefined : nearestPackage(dirname(directory), known));
  known.set(directory, found);
  return found;
}

function readPackage(root: string): PackageName | undefined {
  const file = join(root, "package.json");
  if (!existsSync(file)) return undefined;
  try {
    const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string };
    return name === undefined ? undefined : { name, root, ...(version === undefined ? {} : { version }) };
  } catch {
    return undefined;
  }
}

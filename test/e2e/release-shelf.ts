import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { installNode, type NodeMajor } from "./install-hosts.ts";

/** The releases that the tests have, offered as a version manager would have installed them: no test downloads any. */
export interface Shelf {
  /** By major, as in `22.23.3`. */
  readonly releases: Readonly<Record<NodeMajor, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

const MAJORS = [20, 22, 24, 26] as const;

/** Makes a folder of installed releases, and a registry that knows of no others but those named here, and gives none. */
export async function openShelf(listed: readonly string[] = []): Promise<Shelf> {
  const folder = await mkdtemp(join(tmpdir(), "leakproof-shelf-"));
  const found: [NodeMajor, string][] = [];
  for (const major of MAJORS) {
    const executable = await installNode(major);
    const { stdout } = await promisify(execFile)(executable, ["--version"]);
    const bin = join(folder, "versions", "node", stdout.trim(), "bin");
    await mkdir(bin, { recursive: true });
    await symlink(executable, join(bin, "node"));
    found.push([major, stdout.trim().slice(1)]);
  }
  const versions = Object.fromEntries(
    [...found.map(([, version]) => version), ...listed].map((version) => [version, {}]),
  );
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ versions }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { PATH = "", HOME = "" } = process.env;
  return {
    releases: Object.fromEntries(found) as Record<NodeMajor, string>,
    environment: {
      PATH,
      HOME,
      NO_COLOR: "1",
      NVM_DIR: folder,
      LEAKPROOF_CACHE: join(folder, "cache"),
      npm_config_registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

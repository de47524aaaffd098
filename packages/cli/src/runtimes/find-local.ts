import { execFile } from "node:child_process";
import { access, constants, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** A Node that is installed on this machine. */
export interface LocalRuntime {
  readonly version: string;
  readonly executable: string;
  /** What installed it. */
  readonly manager: string;
}

interface Manager {
  readonly name: string;
  readonly folders: readonly (string | undefined)[];
  /** Path of the executable within the folder of a version. */
  readonly executable: string;
}

/** Finds the releases that version managers have installed; only looks, changes nothing. */
export async function findLocal(environment: NodeJS.ProcessEnv = process.env): Promise<LocalRuntime[]> {
  if (process.platform === "win32") return [self()];
  const found = await Promise.all([...managers(environment).map(findOf), findOnPath(environment)]);
  return [self(), ...found.flat()];
}

async function findOnPath(environment: NodeJS.ProcessEnv): Promise<LocalRuntime[]> {
  const folders = new Set((environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== ""));
  const found = await Promise.all(
    [...folders].map(async (folder): Promise<LocalRuntime[]> => {
      const executable = join(folder, "node");
      if (!(await isExecutable(executable))) return [];
      try {
        const { stdout } = await promisify(execFile)(executable, ["--version"], { timeout: 5_000 });
        const version = /^v(\d+\.\d+\.\d+)\s*$/.exec(stdout)?.[1];
        return version === undefined ? [] : [{ version, executable, manager: "PATH" }];
      } catch {
        return [];
      }
    }),
  );
  return found.flat();
}

function self(): LocalRuntime {
  return { version: process.versions.node, executable: process.execPath, manager: "this Node" };
}

function managers(environment: NodeJS.ProcessEnv): Manager[] {
  const home = environment["HOME"] ?? homedir();
  const data = environment["XDG_DATA_HOME"] ?? join(home, ".local", "share");
  const inFolder = (name: string, ...parts: readonly string[]): string | undefined => {
    const folder = environment[name];
    return folder === undefined ? undefined : join(folder, ...parts);
  };
  return [
    {
      name: "nvm",
      folders: [inFolder("NVM_DIR", "versions", "node") ?? join(home, ".nvm", "versions", "node")],
      executable: "bin/node",
    },
    {
      name: "fnm",
      folders: [
        inFolder("FNM_DIR", "node-versions"),
        join(data, "fnm", "node-versions"),
        join(home, "Library", "Application Support", "fnm", "node-versions"),
      ],
      executable: "installation/bin/node",
    },
    {
      name: "volta",
      folders: [inFolder("VOLTA_HOME", "tools", "image", "node") ?? join(home, ".volta", "tools", "image", "node")],
      executable: "bin/node",
    },
    {
      name: "mise",
      folders: [inFolder("MISE_DATA_DIR", "installs", "node") ?? join(data, "mise", "installs", "node")],
      executable: "bin/node",
    },
    {
      name: "asdf",
      folders: [inFolder("ASDF_DATA_DIR", "installs", "nodejs") ?? join(home, ".asdf", "installs", "nodejs")],
      executable: "bin/node",
    },
    {
      name: "n",
      folders: [join(environment["N_PREFIX"] ?? "/usr/local", "n", "versions", "node")],
      executable: "bin/node",
    },
  ];
}

async function findOf({ name, folders, executable }: Manager): Promise<LocalRuntime[]> {
  const found: LocalRuntime[] = [];
  for (const folder of folders) {
    if (folder === undefined) continue;
    for (const entry of await readdir(folder).catch(() => [])) {
      const version = /^v?(\d+\.\d+\.\d+)$/.exec(entry)?.[1];
      if (version === undefined) continue;
      const path = join(folder, entry, executable);
      if (await isExecutable(path)) found.push({ version, executable: path, manager: name });
    }
  }
  return found;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** What the user's npm is configured to use. */
export interface NpmSettings {
  /** Ends with a slash; undefined if there is no npm to ask and the environment names none. */
  readonly registry: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly proxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  readonly cafile?: string;
  readonly checksCertificates: boolean;
}

/** Asks the user's npm for its settings, so that a private registry, its token and a proxy are those that npm uses. */
export async function readNpmSettings(cwd: string): Promise<NpmSettings> {
  const config = await askNpm(cwd);
  const address = textOf(config["registry"]);
  const registry = address === undefined ? undefined : withSlash(address);
  const files = [
    join(cwd, ".npmrc"),
    textOf(config["userconfig"]) ?? join(homedir(), ".npmrc"),
    textOf(config["globalconfig"]),
  ];
  // npm tells nobody its secrets: those are read where npm reads them.
  const secrets = await Promise.all(files.filter((file) => file !== undefined).map(readSettingsFile));
  const authorization =
    registry === undefined
      ? undefined
      : findAuthorization(registry, Object.assign({}, ...secrets.toReversed()) as Settings);
  const optional = {
    proxy: textOf(config["proxy"]),
    httpsProxy: textOf(config["https-proxy"]),
    noProxy: textOf(config["noproxy"]),
    cafile: textOf(config["cafile"]),
  };
  return {
    registry,
    headers: authorization === undefined ? {} : { authorization },
    checksCertificates: config["strict-ssl"] !== false,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

type Settings = Readonly<Record<string, string>>;

async function askNpm(cwd: string): Promise<Readonly<Record<string, unknown>>> {
  const command = process.platform === "win32" ? "npm.cmd" : "npm";
  try {
    const options = { cwd, maxBuffer: 10_000_000, shell: process.platform === "win32" };
    const { stdout } = await promisify(execFile)(command, ["config", "ls", "--long", "--json"], options);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  } catch {
    return { registry: process.env["npm_config_registry"] };
  }
}

async function readSettingsFile(file: string): Promise<Settings> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.split("\n").map((line) => /^\s*([^#;=]+?)\s*=\s*(.*?)\s*$/.exec(line));
  return Object.fromEntries(
    lines.flatMap((match) =>
      match === null ? [] : [[match[1] ?? "", expand((match[2] ?? "").replace(/^"(.*)"$/, "$1"))]],
    ),
  );
}

function expand(value: string): string {
  return value.replace(/\$\{([^}]+)\}/g, (whole, name: string) => process.env[name] ?? whole);
}

// `//host/path/:_authToken`, looked up from the registry's own path upwards.
function findAuthorization(registry: string, settings: Settings): string | undefined {
  for (let path = registry.replace(/^https?:/, ""); path.length > 2; path = path.replace(/[^/]*\/$/, "")) {
    const token = settings[`${path}:_authToken`];
    if (token !== undefined) return `Bearer ${token}`;
    const basic = settings[`${path}:_auth`];
    if (basic !== undefined) return `Basic ${basic}`;
    const [user, password] = [settings[`${path}:username`], settings[`${path}:_password`]];
    if (user !== undefined && password !== undefined) {
      const clear = Buffer.from(password, "base64").toString();
      return `Basic ${Buffer.from(`${user}:${clear}`).toString("base64")}`;
    }
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

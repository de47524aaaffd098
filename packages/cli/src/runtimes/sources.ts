import * as v from "valibot";
import { UserError } from "../user-error.ts";
import { type Http, HttpError, nameOf } from "./http.ts";
import { distName, packagesFor, type Platform } from "./platform.ts";

/** An archive that holds a release. */
export interface Archive {
  readonly url: string;
  /** As in `sha512-…`. */
  readonly integrity: string;
}

/** Where releases come from. */
export interface Source {
  readonly name: string;
  /** Versions that this source has for the platform. */
  readonly list: () => Promise<readonly string[]>;
  /** Undefined if it has no such version. */
  readonly find: (version: string) => Promise<Archive | undefined>;
}

const PACKUMENT = v.object({ versions: v.record(v.string(), v.unknown()) });
const MANIFEST = v.object({
  dist: v.object({ tarball: v.string(), integrity: v.optional(v.string()), shasum: v.optional(v.string()) }),
});
const INDEX = v.array(v.object({ version: v.string() }));

const RELEASE = /^\d+\.\d+\.\d+$/;

/** The npm registry, which has the executable of each release and platform as a package. */
export function registrySource(http: Http, registry: string, platform: Platform): Source {
  const packages = packagesFor(platform);
  return {
    name: new URL(registry).host,
    list: async () => {
      const lists = await Promise.all(
        packages.map(async (name) => {
          const url = `${registry}${name}`;
          const answer = await unlessMissing(http.json(url, { accept: "application/vnd.npm.install-v1+json" }));
          return answer === undefined ? [] : Object.keys(read(PACKUMENT, answer, url).versions);
        }),
      );
      return lists.flat().filter((version) => RELEASE.test(version));
    },
    find: async (version) => {
      for (const name of packages) {
        const url = `${registry}${name}/${version}`;
        const answer = await unlessMissing(http.json(url));
        if (answer === undefined) continue;
        const { tarball, integrity, shasum } = read(MANIFEST, answer, url).dist;
        const sum = integrity ?? (shasum === undefined ? undefined : sha1(shasum));
        if (sum === undefined) throw new UserError(`${nameOf(url)} names no checksum: nothing unverified is run.`);
        return { url: tarball, integrity: sum };
      }
      return undefined;
    },
  };
}

/** A mirror of Node's own downloads. */
export function mirrorSource(http: Http, mirror: string, platform: Platform): Source {
  const base = mirror.replace(/\/$/, "");
  return {
    name: new URL(base).host,
    list: async () => {
      const url = `${base}/index.json`;
      return read(INDEX, await http.json(url), url)
        .map(({ version }) => version.replace(/^v/, ""))
        .filter((version) => RELEASE.test(version));
    },
    find: async (version) => {
      const file = `node-v${version}-${distName(platform)}.tar.gz`;
      const sums = await unlessMissing(http.get(`${base}/v${version}/SHASUMS256.txt`));
      if (sums === undefined) return undefined;
      const line = (await sums.text()).split("\n").find((line) => line.trim().endsWith(` ${file}`));
      const hex = line?.trim().split(/\s+/)[0];
      if (hex === undefined || !/^[0-9a-f]{64}$/.test(hex)) return undefined;
      return { url: `${base}/v${version}/${file}`, integrity: `sha256-${Buffer.from(hex, "hex").toString("base64")}` };
    },
  };
}

/** The mirror that the user's version manager uses, if any. */
export function mirrorFrom(environment: NodeJS.ProcessEnv): string | undefined {
  return (
    environment["NODEJS_ORG_MIRROR"] ?? environment["NVM_NODEJS_ORG_MIRROR"] ?? environment["FNM_NODE_DIST_MIRROR"]
  );
}

function sha1(hex: string): string {
  return `sha1-${Buffer.from(hex, "hex").toString("base64")}`;
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return undefined;
    throw error;
  }
}

function read<Schema extends v.GenericSchema>(schema: Schema, answer: unknown, url: string): v.InferOutput<Schema> {
  const result = v.safeParse(schema, answer);
  if (result.success) return result.output;
  throw new UserError(
    `${nameOf(url)} answered with JSON of another shape: ${result.issues[0].message}. Npm's \`registry\` setting may name something else than a registry.`,
  );
}

import { createRequire } from "node:module";
import { join } from "node:path";

// The environment of each project of a Jest run, with Leakproof added: the project's own is looked up by the project's id.

interface Config {
  readonly projectConfig: { readonly id: string; readonly rootDir: string };
}

// The project's, not one of ours.
const PLUGIN = "@leakproof/jest-env";

type Environment = new (config: Config, context: object) => object;

const bases = JSON.parse(process.env["LEAKPROOF_HUNT_ENVIRONMENTS"] ?? "{}") as Readonly<Record<string, string>>;

// Jest calls it with `new`, and takes what it returns.
function HuntEnvironment(config: Config, context: object): object {
  const { id, rootDir } = config.projectConfig;
  const require = createRequire(join(rootDir, "package.json"));
  const { extend } = require(PLUGIN) as { readonly extend: (base: Environment) => Environment };
  const path = bases[id] ?? Object.values(bases)[0] ?? "";
  const loaded = require(path) as { readonly TestEnvironment?: Environment; readonly default?: Environment };
  const Base = loaded.TestEnvironment ?? loaded.default ?? (loaded as Environment);
  return new (extend(Base))(config, context);
}

export default HuntEnvironment;
export { HuntEnvironment as TestEnvironment };

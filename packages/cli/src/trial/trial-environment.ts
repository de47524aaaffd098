import { delimiter, dirname, join } from "node:path";

/** What a trial's process is told. */
export interface TrialSetting {
  readonly executable: string;
  readonly version: string;
  /** Folder for what this release caches. */
  readonly caches: string;
  /** What `NODE_OPTIONS` is to hold. */
  readonly nodeOptions: readonly string[];
  /** File that gets the records. */
  readonly records: string;
  /** File that a custom command may write its verdict to. */
  readonly verdict: string;
  /** What the tests are told besides. */
  readonly more?: Readonly<Record<string, string>>;
}

/**
 * Makes the environment of a trial: the chosen Node everywhere, and nothing of the one that runs us.
 *
 * `NODE_OPTIONS` is left out, since an older Node refuses to start with an option that it does not know; so is what npm says of itself.
 */
export function trialEnvironment(
  setting: TrialSetting,
  environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !isOurs(name));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(setting.executable), environment["PATH"] ?? ""].join(delimiter),
    NODE: setting.executable,
    npm_node_execpath: setting.executable,
    NODE_COMPILE_CACHE: join(setting.caches, "compile"),
    NO_COLOR: "1",
    ...(setting.nodeOptions.length === 0 ? {} : { NODE_OPTIONS: setting.nodeOptions.join(" ") }),
    LEAKPROOF_RECORDS: setting.records,
    LEAKPROOF_VERDICT: setting.verdict,
    BISECT_NODE: setting.executable,
    BISECT_VERSION: setting.version,
    ...setting.more,
  };
}

const DROPPED = new Set(["NODE_OPTIONS", "NODE_CHANNEL_FD", "NODE_V8_COVERAGE", "FORCE_COLOR", "INIT_CWD"]);

function isOurs(name: string): boolean {
  return DROPPED.has(name) || /^npm_(?!config_)/i.test(name) || /^(?:VITEST|JEST)_/.test(name) || name === "VITEST";
}

import { fileURLToPath } from "node:url";
import type { JestEnvironmentConfig } from "@jest/environment";
import type { SecondLookRequest } from "@leakproof/core/guard-report";

/** What a second look at one file needs to know. */
export interface RerunRequest extends Pick<JestEnvironmentConfig, "globalConfig" | "projectConfig"> {
  readonly file: string;
}

const SCRIPT = fileURLToPath(new URL("second-look.js", import.meta.url));
const TIMEOUT_MS = 600_000;

/** Says how one file is run once more, as this project runs it. */
export function requestOf({ globalConfig, projectConfig }: JestEnvironmentConfig, file: string): SecondLookRequest {
  const request: RerunRequest = {
    file,
    globalConfig: {
      ...globalConfig,
      ci: true,
      collectCoverage: false,
      detectLeaks: false,
      detectOpenHandles: false,
      logHeapUsage: false,
      maxWorkers: 1,
      silent: true,
      updateSnapshot: "none",
      watch: false,
      watchAll: false,
    },
    projectConfig: { ...projectConfig, detectLeaks: false, detectOpenHandles: false },
  };
  return { script: SCRIPT, request, root: globalConfig.rootDir, execArgv: process.execArgv, timeoutMs: TIMEOUT_MS };
}

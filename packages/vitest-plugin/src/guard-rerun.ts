import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ProvidedContext } from "vitest";
import type { VitestPluginContext } from "vitest/node";
import type { RerunSettings } from "./settings.ts";

/** What a second look at one file needs to know. */
export interface RerunRequest extends RerunSettings {
  readonly file: string;
  /** What the global setup of the project provided: it is still in place, and not run a second time. */
  readonly provided: Readonly<Record<string, unknown>>;
}

/** Describes how this Vitest was started. */
export function describeRun(
  { config, vite }: VitestPluginContext["vitest"],
  project: VitestPluginContext["project"],
): RerunSettings {
  const [, script = "", ...argv] = process.argv;
  const isCommand = /^vitest(?:\.m?js)?$/.test(basename(script));
  return {
    root: config.root,
    configFile: typeof vite.config.configFile === "string" ? vite.config.configFile : undefined,
    argv: isCommand ? argv : [],
    project: project.name === "" ? undefined : project.name,
  };
}

/** Makes a project ready for a second look at one of its files. */
export function prepareSecondLook(project: VitestPluginContext["project"], folder: string): void {
  const { config } = project;
  config.includeTaskLocation = true;
  config.globalSetup = [];
  const { provided } = JSON.parse(readFileSync(join(folder, "request.json"), "utf8")) as RerunRequest;
  for (const [name, value] of Object.entries(provided)) project.provide(name as keyof ProvidedContext, value as never);
}

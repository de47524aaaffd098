import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openHuntLog } from "@leakproof/core/runner";
import { requestedHunt } from "@leakproof/core/worker";

// Runs the project's own Vitest, with Leakproof's plugin in each of its projects that does not name it itself.

interface Project {
  readonly vite: { readonly config: { readonly plugins: readonly { readonly name: string }[] } };
}

interface Plugin {
  readonly name: string;
  readonly configureVitest: (context: { readonly vitest: Vitest; readonly project: Project }) => void;
}

interface Vitest {
  readonly projects: readonly Project[];
  readonly globTestSpecifications: (filter: readonly string[]) => Promise<readonly { readonly moduleId: string }[]>;
  readonly start: (filter: readonly string[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

interface VitestApi {
  readonly version: string;
  readonly parseCLI: (words: string[]) => { readonly filter: readonly string[]; readonly options: object };
  readonly createVitest: (...args: unknown[]) => Promise<Vitest>;
}

const require = createRequire(join(process.cwd(), "package.json"));

async function load(specifier: string): Promise<unknown> {
  return import(pathToFileURL(require.resolve(specifier)).href);
}

const { default: leakproof } = (await load("@leakproof/vitest-plugin")) as { readonly default: () => Plugin };
const { version, parseCLI, createVitest } = (await load("vitest/node")) as VitestApi;

// As Vitest's own command does.
process.env["TEST"] = "true";
process.env["VITEST"] = "true";
process.env["NODE_ENV"] ??= "test";

const { filter, options } = parseCLI(["vitest", ...process.argv.slice(2)]);
const own = leakproof();
const mode = Number.parseInt(version, 10) < 5 ? ["test"] : [];
const vitest = await createVitest(...mode, { ...options, watch: false }, {}, { cliFilters: filter });
// A plugin of the root would not do: the projects of Vitest 3 and 4 inherit none.
for (const project of vitest.projects) {
  const { plugins } = project.vite.config;
  if (!plugins.some(({ name }) => name === own.name)) own.configureVitest({ vitest, project });
}
const request = requestedHunt();
if (request !== undefined) {
  const specifications = await vitest.globTestSpecifications(filter);
  const files = specifications.map(({ moduleId }) => moduleId);
  openHuntLog({ ...request, resumeAt: 0 }).add({ version: 1, kind: "files", files });
}
try {
  await vitest.start(filter);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await vitest.close();
}

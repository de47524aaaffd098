import { rm } from "node:fs/promises";
import { type Command, Option } from "commander";
import { resolveVersion } from "../releases/resolve-version.ts";
import { counted, formatBytes } from "../report/format.ts";
import { createProgress } from "../report/progress.ts";
import { formatTable } from "../report/table.ts";
import { listCache, pruneCache } from "../runtimes/cache.ts";
import { createSupply, KEEP_BYTES, listReleases } from "../runtimes/create-supply.ts";
import { obtainRuntime } from "../runtimes/obtain.ts";
import { UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { size } from "./options.ts";

/** Adds `leakproof runtimes`. */
export function addRuntimes(program: Command): void {
  const runtimes = program.command("runtimes").description("Look after the releases of Node that are kept for trials.");

  runtimes
    .command("ls")
    .description("List the releases that need no download.")
    .action(async () => {
      const { cache, platform, local } = await createSupply(process.cwd());
      const cached = await listCache(cache, platform);
      const rows = [
        ...local.map(({ version, manager, executable }) => [version, manager, "", executable]),
        ...cached.map(({ version, bytes, executable }) => [version, "cache", formatBytes(bytes), executable]),
      ];
      const total = cached.reduce((sum, { bytes }) => sum + bytes, 0);
      const lines = formatTable([["release", "from", "size", "executable"], ...rows]);
      process.stdout.write(
        `${lines.join("\n")}\n${counted(cached.length, "release")} in the cache, ${formatBytes(total)} of ${formatBytes(KEEP_BYTES)}\n`,
      );
    });

  runtimes
    .command("add")
    .description("Download releases, so that trials of them need no network.")
    .argument("<releases...>", "as in 22.16.0, or 22 for its newest")
    .action(async (names: readonly string[]) => {
      const supply = await createSupply(process.cwd());
      const releases = await listReleases(supply);
      const progress = createProgress(process.stderr, colorsFor(process.stderr));
      for (const name of names) {
        const version = resolveVersion(name, releases, "runtimes add");
        const runtime = await obtainRuntime(supply, version, (text) => progress.show({ kind: "progress", text }));
        progress.end();
        process.stdout.write(`${version}  ${runtime.from}  ${runtime.executable}\n`);
      }
    });

  runtimes
    .command("rm")
    .description("Remove releases from the cache.")
    .argument("<releases...>", "as in 22.16.0")
    .action(async (names: readonly string[]) => {
      const { cache, platform } = await createSupply(process.cwd());
      const cached = await listCache(cache, platform);
      for (const name of names) {
        const runtime = cached.find(({ version }) => version === name.replace(/^v/, ""));
        if (runtime === undefined)
          throw new UserError(`Node ${name} is not in the cache: \`leakproof runtimes ls\` lists what is.`);
        await rm(runtime.folder, { recursive: true, force: true });
        process.stdout.write(`Removed Node ${runtime.version} (${formatBytes(runtime.bytes)}).\n`);
      }
    });

  runtimes
    .command("prune")
    .description("Remove what was used least recently until the rest fits.")
    .addOption(
      new Option("--keep <size>", "what may stay").argParser(size).default(KEEP_BYTES / 2, formatBytes(KEEP_BYTES / 2)),
    )
    .action(async ({ keep }: { readonly keep: number }) => {
      const { cache, platform } = await createSupply(process.cwd());
      const removed = await pruneCache(cache, platform, keep);
      const bytes = removed.reduce((sum, runtime) => sum + runtime.bytes, 0);
      process.stdout.write(`Removed ${counted(removed.length, "release")}, ${formatBytes(bytes)}.\n`);
    });
}

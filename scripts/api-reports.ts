// Compares the public API of every package with its committed report in `etc/`;
// `--update` rewrites the reports.
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ExtractorResult } from "@microsoft/api-extractor";
import { Extractor, ExtractorConfig, ExtractorLogLevel, ExtractorMessageCategory } from "@microsoft/api-extractor";

const root = join(import.meta.dirname, "..");
const update = process.argv.includes("--update");

/** The report's name and the declaration file of every entry point that users import. */
const entryPoints = [
  { package: "packages/core", entry: "index", report: "core" },
  { package: "packages/core", entry: "budget/index", report: "core-budget" },
  { package: "packages/core", entry: "matchers", report: "core-matchers" },
  { package: "packages/core", entry: "report/index", report: "core-report" },
  { package: "packages/core", entry: "guard/watch", report: "core-guard" },
  { package: "packages/core", entry: "guard/report", report: "core-guard-report" },
  { package: "packages/core", entry: "runner/index", report: "core-runner" },
  { package: "packages/core", entry: "tinybench/index", report: "core-tinybench" },
  { package: "packages/core", entry: "worker/index", report: "core-worker" },
  { package: "packages/vitest-plugin", entry: "index", report: "vitest-plugin" },
  { package: "packages/vitest-plugin", entry: "bench", report: "vitest-plugin-bench" },
  { package: "packages/jest-env", entry: "index", report: "jest-env" },
] as const;

const stale: string[] = [];
for (const entryPoint of entryPoints) {
  const result = await compareReport(entryPoint);
  if (result.apiReportChanged) stale.push(`${entryPoint.package}/etc/${entryPoint.report}.api.md`);
  if (result.warningCount + result.errorCount > 0) process.exitCode = 1;
}
if (stale.length > 0 && !update) {
  console.error(`The public API changed and its report did not: ${stale.join(", ")}.`);
  console.error("Read the difference, then run `npm run api:update` and commit the reports.");
  process.exitCode = 1;
}

async function compareReport(entryPoint: (typeof entryPoints)[number]): Promise<ExtractorResult> {
  const folder = join(root, entryPoint.package);
  const reportFolder = join(folder, "etc");
  await mkdir(reportFolder, { recursive: true });
  const config = ExtractorConfig.prepare({
    configObjectFullPath: join(folder, "api-extractor.json"),
    packageJsonFullPath: join(folder, "package.json"),
    configObject: {
      projectFolder: folder,
      newlineKind: "lf",
      mainEntryPointFilePath: join(folder, "dist", `${entryPoint.entry}.d.ts`),
      compiler: { tsconfigFilePath: join(folder, "tsconfig.json") },
      apiReport: {
        enabled: true,
        reportFileName: `${entryPoint.report}.api.md`,
        reportFolder,
        reportTempFolder: join(root, "node_modules", ".cache", "api-extractor", basename(folder)),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Warning },
          "ae-missing-release-tag": { logLevel: ExtractorLogLevel.None },
          "ae-undocumented": { logLevel: ExtractorLogLevel.None },
          // What the matchers' signatures name is exported by the main entry point.
          ...(entryPoint.entry !== "index" && { "ae-forgotten-export": { logLevel: ExtractorLogLevel.None } }),
        },
      },
    },
  });
  return Extractor.invoke(config, {
    localBuild: update,
    showVerboseMessages: false,
    messageCallback: (message) => {
      // The outcome is printed once, below, in our own words.
      if (message.category === ExtractorMessageCategory.Console) message.handled = true;
    },
  });
}

// Takes the pictures of docs/reports-html.md: pages made of recorded checks and of a recorded bisection, in Chromium.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { renderRecordsPage } from "../../src/html/records/records-page.ts";
import { findBrowser } from "./find-browser.ts";
import { bisectPage, leakRecord, readBisection, readRecorded, rootOf, suiteRecord } from "./recorded.ts";

const pictures = join(import.meta.dirname, "..", "..", "..", "..", "docs", "pictures");
const executablePath = findBrowser();
if (executablePath === undefined) {
  console.error("There is no Chromium here: install one, or name it in LEAKPROOF_CHROMIUM.");
  process.exit(1);
}

const records = renderRecordsPage([...readRecorded(), suiteRecord(40)], {
  rootOf,
  now: new Date("2026-01-01T12:00:00Z"),
});
const leaking = new RegExp(`id="test-([0-9a-f]+)"[^>]*>(?:(?!</summary>).)*${leakRecord().subject.test}`, "s").exec(
  records,
);
const suite = /id="test-([0-9a-f]+)"[^>]*>(?:(?!<\/summary>).)*over budget/s.exec(records);

const folder = await mkdtemp(join(tmpdir(), "leakproof-pictures-"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  for (const { name, html, hash, scheme, height } of [
    { name: "report-summary", html: records, hash: "", scheme: "light", height: 760 },
    { name: "report-check", html: records, hash: `#test=${leaking?.[1] ?? ""}`, scheme: "light", height: 1120 },
    { name: "report-suite", html: records, hash: `#test=${suite?.[1] ?? ""}`, scheme: "dark", height: 800 },
    { name: "report-retained", html: records, hash: "#tab=retained", scheme: "dark", height: 520 },
    { name: "report-bisection", html: bisectPage(readBisection()), hash: "", scheme: "light", height: 980 },
  ] as const) {
    const page = await browser.newPage({ viewport: { width: 1100, height }, colorScheme: scheme });
    const file = join(folder, "page.html");
    await writeFile(file, html);
    await page.goto(pathToFileURL(file).href + hash);
    if (hash.startsWith("#test")) await page.locator("details[open] .cost").last().waitFor();
    await page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
    await page.close();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyRecord, AsyncFinding, SuiteRecord } from "@leakproof/core";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { renderRecordsPage } from "../../src/html/records/records-page.ts";
import { findBrowser } from "./find-browser.ts";
import { bisectPage, readBisection, readRecorded, rootOf, suiteRecord } from "./recorded.ts";

const executablePath = findBrowser();
const suite =
  executablePath === undefined
    ? "pages in a browser, skipped: there is no Chromium here; install one, or name it in LEAKPROOF_CHROMIUM"
    : "pages in a browser";
if (executablePath === undefined) console.warn(suite);

describe.skipIf(executablePath === undefined)(suite, { timeout: 120_000 }, () => {
  let folder: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "leakproof-pages-"));
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    complaints = [];
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on("request", (request) => {
      if (!/^(?:file|data):/.test(request.url())) complaints.push(`request: ${request.url()}`);
    });
  });

  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  async function open(html: string, hash = ""): Promise<void> {
    const file = join(folder, "page.html");
    await writeFile(file, html);
    await page.goto(pathToFileURL(file).href + hash);
  }

  const allRecords = (): (AnyRecord | SuiteRecord)[] => [
    ...readRecorded(),
    suiteRecord(12, findingOf("pending promise")),
  ];
  const recordsPage = (records = allRecords()): string =>
    renderRecordsPage(records, { rootOf, now: new Date("2026-01-01T12:00:00Z") });
  const rows = (): ReturnType<Page["locator"]> => page.locator("#rows > li:visible");
  const rowOf = (title: string): ReturnType<Page["locator"]> =>
    page
      .locator("#rows > li")
      .filter({ has: page.locator(".test", { hasText: title }) })
      .first();
  async function openAll(): Promise<void> {
    const openThem = "for (const each of document.querySelectorAll('details')) each.open = true";
    await page.evaluate(openThem);
    // Not `waitForFunction`: it compiles its text in the page, which the page's policy forbids.
    await page.evaluate(
      `(async () => { while ([...document.querySelectorAll(".details")].some((each) => each.childElementCount === 0)) await new Promise((resolve) => setTimeout(resolve, 20)); })()`,
    );
    // What has come with them folds too.
    await page.evaluate(openThem);
  }

  test("the filter finds by text, by verdict, by kind and by what is inside, and says how many are left", async () => {
    await open(recordsPage());
    const all = await rows().count();

    await page.getByLabel("Filter").fill("POLLER stopped");
    expect(await rows().locator(".test").allTextContents()).toEqual([
      "a poller that is not stopped",
      "the control of a poller that is not stopped",
      "a poller that is stopped",
    ]);
    expect(await page.locator("#shown").textContent()).toBe(`3 of ${all} shown`);

    await page.getByRole("radio", { name: /^clean/ }).check({ force: true });
    expect(await rows().locator(".test").allTextContents()).toEqual(["a poller that is stopped"]);

    await page.getByLabel("Filter").fill("inFlight");
    expect(await page.locator("#nothing").isVisible()).toBe(true);

    await page.getByRole("radio", { name: /^all/ }).check({ force: true });
    await page.getByLabel("Kind").selectOption("memory");
    expect(await rows().locator(".test").allTextContents()).toEqual(["a triggered run leaves nothing behind"]);
  });

  test("a count in the summary leads to the checks that it counts", async () => {
    await open(recordsPage());
    const tile = page.getByRole("link", { name: "clean" });
    const count = await tile.locator("b").textContent();

    await tile.click();

    expect(String(await rows().count())).toBe(count);
    expect((await page.locator("#rows").boundingBox())?.y).toBeLessThan(400);
  });

  test("a link keeps the filter, and a link to a check opens it whatever the filter hides", async () => {
    await open(recordsPage(), "#verdict=clean&q=poller");
    expect(await rows().count()).toBe(1);
    const link = await page.locator("#rows > li[data-standing=leaking] details").first().getAttribute("id");

    await open(recordsPage(), `#test=${link?.replace("test-", "")}`);
    const details = page.locator(`#${link}`);
    await details.locator("h4").first().waitFor();
    expect(await details.getAttribute("open")).toBe("");

    await page.evaluate(`location.hash = "#verdict=clean"`);
    await details.waitFor({ state: "hidden" });
    await page.evaluate(`location.hash = "#test=${link?.replace("test-", "")}"`);
    await details.waitFor({ state: "visible" });
  });

  test("everything is reached by keys: tabs, checks and the tree of retainer paths", async () => {
    await open(recordsPage());

    await page.getByRole("tab", { name: "Checks" }).focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("link", { name: "all that is retained" }).isVisible()).toBe(true);
    await page.keyboard.press("Home");
    expect(await page.locator("#rows").isVisible()).toBe(true);

    const row = rowOf("a triggered run leaves nothing behind");
    await row.locator("summary").first().focus();
    await page.keyboard.press("Enter");
    const tree = row.getByRole("tree");
    await tree.waitFor();
    const steps = tree.getByRole("treeitem");
    const focused = (): Promise<string | null> => page.locator(":focus > .step .name").first().textContent();
    const count = await steps.locator("visible=true").count();
    await steps.first().focus();
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe("Set");
    await page.keyboard.press("ArrowLeft");
    expect(await steps.locator("visible=true").count()).toBe(2);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("Promise (pending)");
    expect(await steps.locator("visible=true").count()).toBe(count);
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    expect(await steps.locator("visible=true").count()).toBeGreaterThan(count);
  });

  test("the theme follows the system until one is chosen", async () => {
    const ground = (): Promise<string> => page.evaluate("getComputedStyle(document.body).backgroundColor");
    await page.emulateMedia({ colorScheme: "dark" });
    await open(bisectPage(readBisection()));
    const dark = await ground();
    await page.emulateMedia({ colorScheme: "light" });
    const light = await ground();

    await page.getByRole("radio", { name: "Dark" }).check({ force: true });

    expect(light).not.toBe(dark);
    expect(await ground()).toBe(dark);
    await page.reload();
    expect(await ground()).toBe(dark);
  });

  test("text of a record stays text, whatever it is", async () => {
    await open(recordsPage(hostileRecords()));
    await openAll();

    expect(await page.evaluate("globalThis.injected")).toBeUndefined();
    expect(await page.locator("b.injected, img").count()).toBe(0);
    expect(await page.locator(".test").first().textContent()).toBe(HOSTILE);
  });

  test("text of a bisection stays text, whatever it is", async () => {
    const { bisection, ...end } = readBisection();
    const { header, question } = bisection;
    const untestable = new Map([...question.untestable.keys()].map((version) => [version, HOSTILE]));
    const hostile = { ...bisection, header: { ...header, command: [HOSTILE] }, question: { ...question, untestable } };

    await open(bisectPage({ ...end, bisection: hostile }));

    expect(await page.evaluate("globalThis.injected")).toBeUndefined();
    expect(await page.locator("b.injected, img").count()).toBe(0);
    expect(await page.locator("dd", { hasText: HOSTILE }).count()).toBe(1);
  });

  test("a page of 5,000 checks filters and opens like a small one", async () => {
    const recorded = readRecorded();
    const many = Array.from({ length: 5_000 }, (_, index): AnyRecord => {
      const record = recorded[index % recorded.length]!;
      return { ...record, subject: { ...record.subject, test: `check ${index} of ${record.subject.test ?? ""}` } };
    });
    await open(recordsPage(many));

    await page.getByLabel("Filter").fill("check 4999 ");
    expect(await rows().count()).toBe(1);
    await rows().locator("summary").click();
    await rows().getByText("Link to this check").waitFor();
  });

  test.each([
    ["records", "light", 1280],
    ["records", "dark", 1280],
    ["records", "light", 360],
    ["a bisection", "light", 1280],
    ["a bisection", "dark", 360],
    ["a bisection that goes on", "dark", 1280],
  ] as const)(
    "the page of %s has no barrier that axe knows, and no line wider than the screen: %s, %i px",
    async (which, colorScheme, width) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await open(
        which === "records" ? recordsPage() : bisectPage(readBisection(which === "a bisection" ? undefined : 16)),
      );
      await openAll();

      const tabs = await page.getByRole("tab").all();
      for (const tab of tabs.length === 0 ? [undefined] : tabs) {
        await tab?.click();
        expect(await violations()).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      }
    },
  );

  async function violations(): Promise<string[]> {
    await page.evaluate(axe.source);
    return page.evaluate(
      `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all }) => id + ": " + html.slice(0, 200) + " " + [...any, ...all].map(({ message }) => message).join("; "))))`,
    );
  }
});

const HOSTILE = `</script><script>globalThis.injected=1</script><b class="injected">"'><img src=x onerror=alert(1)>`;

/** Records in which every text that a program can name is an attempt to break out of it. */
function hostileRecords(): AnyRecord[] {
  const fixed = new Set(["kind", "status", "judge", "proof", "because", "end", "roundsEnd", "shows"]);
  return readRecorded().map((record) => {
    const text = JSON.stringify(record, (key, value: unknown) =>
      typeof value === "string" && !fixed.has(key) && key !== "0" ? HOSTILE : value,
    );
    return JSON.parse(text) as AnyRecord;
  });
}

function findingOf(kind: AsyncFinding["kind"]): AsyncFinding {
  const findings = readRecorded().flatMap((record) => (record.kind === "async ops" ? record.findings : []));
  const found = findings.find((finding) => finding.kind === kind);
  if (found === undefined) throw new Error(`No ${kind} was recorded.`);
  return found;
}

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { checkAsyncOps, checkCollected } from "../../src/index.ts";
import { renderAsyncMessage } from "../../src/report/async-message.ts";
import { renderCollectedMessage } from "../../src/report/collected-message.ts";

class Session {}
const sessions: Session[] = [];
const waiting: Promise<unknown>[] = [];

const keepSession = (): Session => {
  const session = new Session();
  sessions.push(session);
  return session;
};
const keepWaiting = (): void => void waiting.push(new Promise(() => {}));
const style = { assertion: "expect(body)", root: process.cwd() };

const { TMPDIR } = process.env;
const folder = mkdtempSync(join(tmpdir(), "explain-objects-"));

afterEach(() => {
  if (TMPDIR === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = TMPDIR;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("where no snapshot can be written", () => {
  test("promises are told as they are without one, with the reason", async () => {
    process.env["TMPDIR"] = join(folder, "missing");

    const record = await checkAsyncOps(keepWaiting);

    expect(record).toMatchObject({
      verdict: { kind: "leaking", judges: ["promises"] },
      findings: [{ kind: "pending promise", count: 1, createdAt: { functionName: "keepWaiting" } }],
      unexplained: expect.stringContaining("ENOENT"),
      cost: { snapshots: 0 },
    });
    expect(renderAsyncMessage(record, style)).toContain("\n\nWho holds the promises is not told: ENOENT");
  });

  test("so are objects", async () => {
    process.env["TMPDIR"] = join(folder, "missing");

    const record = await checkCollected(keepSession);

    expect(record).toMatchObject({
      verdict: { kind: "leaking" },
      objects: [{ name: "the result", isCollected: false }],
      unexplained: expect.stringContaining("ENOENT"),
      cost: { snapshots: 0 },
    });
    expect(renderCollectedMessage(record, style)).toContain("\n\nWho holds it is not told: ENOENT");
  });
});

describe("where the time is too short for a snapshot", () => {
  const tooShort =
    /^a heap snapshot of \d+ MB takes about [\d.]+ s, and [\d.]+ s are left: give the test a longer timeout$/;

  test("promises are told with both figures", async () => {
    const record = await checkAsyncOps(keepWaiting, { timeout: 500 });

    expect(record).toMatchObject({ verdict: { kind: "leaking" }, unexplained: expect.stringMatching(tooShort) });
    expect(record.findings[0]).not.toHaveProperty("leak");
  });

  test("so are objects", async () => {
    const record = await checkCollected(keepSession, { timeout: 500 });

    expect(record).toMatchObject({ verdict: { kind: "leaking" }, unexplained: expect.stringMatching(tooShort) });
    expect(record.objects[0]).not.toHaveProperty("leak");
  });
});

describe("where the folder for snapshots cannot be written", () => {
  test("the explanation is made all the same, and a warning says that no snapshot is kept", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));

    const record = await checkCollected(keepSession, { keepSnapshot: join(file, "snapshots") });

    expect(record.unexplained).toBeUndefined();
    expect(record.objects[0]?.leak).toMatchObject({ className: "Session" });
    expect((await warned).message).toMatch(/^no heap snapshot is kept in .*file\/snapshots: E/);
  });

  test("in one that can it is kept", async () => {
    const kept = join(folder, "kept");

    const record = await checkCollected(
      function openSession() {
        return keepSession();
      },
      { keepSnapshot: kept },
    );

    expect(readdirSync(kept)).toEqual(["openSession.heapsnapshot"]);
    expect(record.snapshotPath).toBe(join(kept, "openSession.heapsnapshot"));
    expect(renderCollectedMessage(record, style)).toContain(
      `Snapshot: ${record.snapshotPath} (open it in Chrome DevTools, Memory)`,
    );
  });
});

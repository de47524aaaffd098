// Judges the functions of service.ts and keeps their records in a file, as the plugins do; run as a process of its own.
import { join } from "node:path";
import { checkAsyncOps, checkCollected, checkLeak } from "@leakproof/core";
import { createRecordsFile } from "@leakproof/core/runner";
import { hang, login, makeView, poll, visit } from "./service.ts";

const [file = ""] = process.argv.slice(2);
const here = import.meta.dirname;
const sessions = join(here, "sessions.test.ts");
const views = join(here, "views.test.ts");
const of = (path: string, test: string): { subject: { file: string; test: string } } => ({
  subject: { file: path, test },
});

// On a machine that is busy the snapshot takes seconds.
const patient = { timeout: 60_000 };

const records = createRecordsFile(file, "records", console.error);
records.begin({ root: here, runner: "vitest 5.1.1", files: [sessions, views], shard: "1/2" });
records.append([await checkLeak(login, patient, of(sessions, "a login leaves nothing behind"))]);
records.append([await checkLeak(visit, patient, of(sessions, "a visit leaves nothing behind"))]);
records.append([
  await checkLeak(login, patient, { subject: { file: sessions, test: "a login is kept", expectsLeak: true } }),
  await checkLeak(visit, patient, { subject: { file: sessions, test: "a visit is kept", expectsLeak: true } }),
]);
records.endFile(sessions);
records.append([await checkAsyncOps(poll, {}, of(views, "polling leaves nothing open"))]);
records.append([await checkCollected(makeView, {}, of(views, "a view can be collected"))]);
records.append([await checkLeak(hang, { timeout: 500 }, of(views, "waiting for a <change> | `never`: 100 %"))]);
records.endFile(views);
records.end("complete");
// The interval that was judged runs on.
process.exit();

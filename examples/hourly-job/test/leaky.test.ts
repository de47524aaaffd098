import { afterAll, beforeAll, expect, test } from "vitest";
import { triggerHourlyJob } from "../src/handler.ts";
import type { HourlyJob } from "../src/hourly-job.ts";
import { createHourlyJob } from "../src/leaky/job.ts";
import { ObjectStore } from "../src/object-store.ts";
import { startObjectServer } from "./object-server.ts";
import type { ObjectServer } from "./object-server.ts";

const objectBytes = 256 * 1024;

let server: ObjectServer;
let store: ObjectStore;
let job: HourlyJob;

beforeAll(async () => {
  server = await startObjectServer(objectBytes);
  store = new ObjectStore(server.origin);
  job = createHourlyJob(store);
});

afterAll(async () => {
  store.close();
  await server.close();
});

test("a run reports what it downloaded", async () => {
  const report = await job.start("prices.json").receive();

  expect(report).toMatchObject({ key: "prices.json", bytes: objectBytes });
});

test("a run reports that the object is missing", async () => {
  const report = await job.start("missing").receive();

  expect(report.error).toEqual(new Error("object store answered 404 for missing"));
});

test("a triggered run leaves nothing behind", async () => {
  await expect(async () => {
    triggerHourlyJob(job, "prices.json");
    await store.idle();
  }).not.toLeakMemory();
});

test("a triggered run leaves nothing pending", async () => {
  await expect(async () => {
    triggerHourlyJob(job, "prices.json");
    await store.idle();
  }).not.toLeakAsyncOps();
});

import { setTimeout as delay } from "node:timers/promises";
import { createHourlyJob, drain } from "./fixed/job.ts";
import { ObjectStore } from "./object-store.ts";
import { createService } from "./server.ts";

const shutdownMs = 10_000;

const store = new ObjectStore(process.env["OBJECT_STORE"] ?? "http://127.0.0.1:9000");
const service = createService(createHourlyJob(store)).listen(Number(process.env["PORT"] ?? 8080));

process.once("SIGTERM", () => {
  service.close();
  void shutDown();
});

async function shutDown(): Promise<void> {
  await Promise.race([drain(), delay(shutdownMs, undefined, { ref: false })]);
  store.close();
}

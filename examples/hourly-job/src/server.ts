import { createServer } from "node:http";
import type { Server } from "node:http";
import { totals } from "./fixed/job.ts";
import { triggerHourlyJob } from "./handler.ts";
import type { Reply } from "./handler.ts";
import type { HourlyJob } from "./hourly-job.ts";

export function createService(job: HourlyJob): Server {
  return createServer((request, response) => {
    const { status, body } = route(job, request.method ?? "GET", request.url ?? "/");
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
}

function route(job: HourlyJob, method: string, url: string): Reply {
  if (method === "POST" && url === "/jobs/hourly") return triggerHourlyJob(job, "prices.json");
  if (method === "GET" && url === "/health") return { status: 200, body: totals };
  return { status: 404, body: { error: `${method} ${url} is not served here` } };
}

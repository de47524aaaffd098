import { expect, test } from "vitest";
import { handleRequest } from "../src/handle-request.ts";

test("a report names its account", async () => {
  expect(await handleRequest("acme")).toBe("report of acme\n");
});

test("a request leaves no workspace behind", async () => {
  // The timer of a request stays until its minute is over: less than a kilobyte.
  await expect(() => handleRequest("acme")).not.toLeakMemory({ budget: "10 kB" });
});

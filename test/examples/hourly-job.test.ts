import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { missingFrom } from "../docs/compare-message.ts";
import { outputsOf } from "../docs/outputs-of.ts";

const demo = fileURLToPath(new URL("../../scripts/demo.ts", import.meta.url));

test("the demo judges the hourly job leaking, names what holds the buffer, and clears its fixed twin", async () => {
  const { FORCE_COLOR: _, CI: __, GITHUB_ACTIONS: ___, ...environment } = process.env;
  const child = spawn(process.execPath, [demo], { env: { ...environment, NO_COLOR: "1" } });
  const exited = new Promise((resolve) => child.once("exit", resolve));

  const [output, errors, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);

  const explanation = output + errors;
  expect(explanation).toContain("inFlight");
  expect(explanation).toContain("finish");
  expect(explanation).toContain("Buffer");
  expect(explanation).toContain("src/leaky/job.ts");
  expect(output.trimEnd().split("\n").slice(-2)).toEqual([
    "leaky twin: judged leaking, as expected",
    "fixed twin: judged clean, as expected",
  ]);
  expect(exitCode).toBe(0);
  for (const { at, text } of await outputsOf("hourly-job")) {
    expect(missingFrom(explanation, text), `${at} is not in\n${explanation}`).toBe(undefined);
  }
});

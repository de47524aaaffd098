// Prints what a verdict costs, what it sees and how often it errs: `npm run bench:verdict [-- --repeats N]`.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { assertIsMeasurement, type Measurement } from "./verdict-worker.ts";

const { values } = parseArgs({
  options: { repeats: { type: "string", default: "5" }, node: { type: "string", default: process.execPath } },
});
const repeats = Number(values.repeats);

const worker = new URL("verdict-worker.ts", import.meta.url).pathname;

/** Measures in a process of its own, so that one part's heap is not another part's noise. */
function measure(part: string, ...args: string[]): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const child = spawn(values.node, ["--expose-gc", worker, part, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", reject).on("close", (code) => {
      try {
        const measurement: unknown = JSON.parse(output);
        assertIsMeasurement(measurement);
        resolve(measurement);
      } catch (cause) {
        reject(new Error(`${part} ended with ${code} and printed: ${output.slice(0, 200)}`, { cause }));
      }
    });
  });
}

function print(title: string, { lines }: Measurement): void {
  console.log(`\n${title}`);
  for (const line of lines) console.log(`  ${line}`);
}

console.log(`Node ${process.versions.node} on ${availableParallelism()} cores, ${repeats} repeats of every twin`);
print(
  "Cost of a clean verdict on a body that does nothing, in forced collections of the same heap (median of 20 each, taken in turn)",
  await measure("cost"),
);
print("Smallest leak found", await measure("sensitivity"));
print("False alarms and misses, idle", await measure("accuracy", String(repeats)));

const busy = spawn(values.node, ["-e", "for (;;) JSON.parse(JSON.stringify({ a: [1, 2, 3] }))"], { stdio: "ignore" });
try {
  print("False alarms and misses, with another core kept busy", await measure("accuracy", String(repeats)));
} finally {
  busy.kill();
}

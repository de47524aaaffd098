// Lets every runner on every Node judge the cases of pending work, and prints what each judged wrongly:
// `npm run conformance:async [-- PART-OF-A-NAME]`.
import { asyncCases } from "../test/conformance/async-cases.ts";
import { asyncRunners, wrongAsyncVerdicts } from "../test/conformance/run-async-conformance.ts";

const [part = ""] = process.argv.slice(2);
const chosen = asyncRunners.filter(({ name }) => name.includes(part));
if (chosen.length === 0)
  throw new Error(`no runner is named so: there are\n${asyncRunners.map(({ name }) => name).join("\n")}`);

const width = Math.max(...chosen.map(({ name }) => name.length));
let all = 0;
for (const runner of chosen) {
  const wrong = await wrongAsyncVerdicts(runner);
  all += wrong.length;
  console.log(`${runner.name.padEnd(width)}  ${2 * asyncCases.length - wrong.length} right, ${wrong.length} wrong`);
  for (const line of wrong) console.log(line.replaceAll(/^/gm, "  "));
}
process.exitCode = all === 0 ? 0 : 1;

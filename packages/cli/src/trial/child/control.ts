// Runs once on each release that is tried: a planted leak has to be seen, and a body that leaves nothing must be clean.
import { checkLeak, type LeakOptions } from "@leakproof/core";

const planted: object[] = [];
const options: LeakOptions = { explain: false, timeout: 5_000 };
const leak = await checkLeak(function plant() {
  planted.push({ index: planted.length, bytes: Array.from({ length: 16 }, () => planted.length) });
}, options);
const clean = await checkLeak(function nothing() {}, options);
process.stdout.write(JSON.stringify({ leak: leak.verdict.kind, clean: clean.verdict.kind }));
process.exit();

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Leak } from "@leakproof/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { likenessOf } from "../../packages/cli/src/trial/likeness.ts";
import { installNode, type NodeMajor } from "./install-hosts.ts";

const run = promisify(execFile);
const core = (file: string): string =>
  pathToFileURL(join(import.meta.dirname, "..", "..", "packages", "core", "dist", file)).href;

const LEAKS = `
import { EventEmitter } from "node:events";

const sessions = new Map();
const feed = new EventEmitter().setMaxListeners(0);
const shutdown = new AbortController();
const closing = new Promise(() => {});
const senders = [];
let calls = 0;

class Session {
  name = "session " + calls++;
}

async function send(session) {
  await new Promise((resolve) => senders.push(resolve));
  return session.name;
}

export const bodies = {
  mapEntry: () => sessions.set("id " + calls, new Session()),
  listener: () => feed.on("data", function onData() {}),
  abort: () => shutdown.signal.addEventListener("abort", () => calls),
  waiting: () => void send(new Session()),
  race: async function poll() {
    await Promise.race([Promise.resolve("nothing new"), closing]);
  },
  timer: function startTimer() {
    setInterval(() => calls, 3_600_000).unref();
  },
};
`;

// What `once` adds is a bound function on older releases, and a closure on newer ones.
const ONCE_LEAKS = `
import { EventEmitter } from "node:events";

const feed = new EventEmitter().setMaxListeners(0);
const log = new EventEmitter().setMaxListeners(0);

export const bodies = {
  feed: () => feed.once("data", () => {}),
  log: () => log.once("data", () => {}),
};
`;

// What a check does once a leak is proved: the rounds before would only take longer.
const RUN = `
import { explainLeak } from ${JSON.stringify(core("trace/explain.js"))};
import { obtainForceGc } from ${JSON.stringify(core("collect/force-gc.js"))};
import { bodies } from "./src/leaks.js";

const settle = async () => {
  for (let turn = 0; turn < 4; turn++) {
    obtainForceGc()();
    await new Promise((resolve) => setImmediate(resolve));
  }
};
const told = {};
for (const [name, body] of Object.entries(bodies)) {
  const runCalls = async (calls) => {
    for (let call = 0; call < calls; call++) await body();
  };
  await runCalls(20);
  const { explanation, reason } = await explainLeak({ calls: 32, runCalls, settle, samplesAllocations: true });
  told[name] = explanation?.leaks ?? reason;
}
console.log(JSON.stringify(told));
process.exit();
`;

let folder: string;
const told = new Map<NodeMajor, Found>();

/** What each body leaves behind. */
type Found = Readonly<Record<string, readonly Leak[]>>;

function fingerprintsIn(found: Found): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(found).map(([body, leaks]) => [
      body,
      leaks.map(({ fingerprint, signature }) => `${fingerprint} ${signature}`),
    ]),
  );
}

async function explain(name: string, leaks: string, major: NodeMajor): Promise<Found> {
  const project = join(folder, `${name}-${major}`);
  await mkdir(join(project, "src"), { recursive: true });
  await writeFile(join(project, "package.json"), JSON.stringify({ name, type: "module" }));
  await writeFile(join(project, "src", "leaks.js"), leaks);
  await writeFile(join(project, "run.js"), RUN);
  const { stdout } = await run(await installNode(major), ["--no-warnings", "run.js"], { cwd: project });
  return JSON.parse(stdout) as Found;
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "leakproof-fingerprint-")));
  for (const major of [20, 22, 24, 26] as const) told.set(major, await explain("same", LEAKS, major));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("a leak has one fingerprint on every release of Node", () => {
  const reference = fingerprintsIn(told.get(24)!);

  expect(Object.values(reference).map((leaks) => leaks.length)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(new Set(Object.values(reference).flat()).size).toBe(6);
  for (const each of told.values()) expect(fingerprintsIn(each)).toEqual(reference);
});

test("what V8 makes for whoever waits for a promise was created by the function that waits, on every release", () => {
  for (const { waiting = [], race = [] } of told.values()) {
    expect([...waiting, ...race].map(({ className, allocatedAt }) => [className, allocatedAt?.functionName])).toEqual([
      ["resolve function of a Promise", "send"],
      ["resolve function of a Promise", "poll"],
    ]);
  }
});

test("a fingerprint stays when lines move and other functions change", async () => {
  const moved = LEAKS.replace(
    "const sessions",
    `// Another line.\nfunction other() {\n  return sessions;\n}\n\nconst sessions`,
  );

  expect(fingerprintsIn(await explain("moved", moved, 24))).toEqual(fingerprintsIn(told.get(24)!));
});

test("another variable, event or function gives another fingerprint", async () => {
  const renamed = LEAKS.replaceAll("sessions", "users")
    .replaceAll("feed", "stream")
    .replaceAll("closing", "stopping")
    .replaceAll("shutdown", "ending")
    .replaceAll("senders", "writers")
    .replaceAll("startTimer", "beginTimer");

  const before = Object.values(fingerprintsIn(told.get(24)!)).flat();
  const after = Object.values(fingerprintsIn(await explain("renamed", renamed, 24))).flat();

  expect(after).toHaveLength(before.length);
  expect(new Set([...before, ...after].map((each) => each.split(" ")[0])).size).toBe(before.length * 2);
});

test("where releases name what is their own differently, a leak is still known by what is the project's", async () => {
  const [before, after] = [await explain("once", ONCE_LEAKS, 20), await explain("once", ONCE_LEAKS, 24)];

  expect(before["feed"]?.[0]?.fingerprint).not.toBe(after["feed"]?.[0]?.fingerprint);
  const likenesses = [
    'variable `feed` > listener for "data" > function',
    'variable `log` > listener for "data" > function',
  ];
  for (const { feed = [], log = [] } of [before, after]) expect([...feed, ...log].map(likenessOf)).toEqual(likenesses);
});

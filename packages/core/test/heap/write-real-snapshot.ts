import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// A little of everything that has its own way of holding things.
const PROGRAM = `
class Session {
  constructor(at) {
    this.name = "session " + at;
    this.listeners = [() => this.name];
    this.buffer = Buffer.alloc(20_000 + at);
  }
}
const sessions = Array.from({ length: 200 }, (_, at) => new Session(at));
const weak = new WeakMap(sessions.map((session) => [session, { of: session.name }]));
const nested = new WeakMap();
for (const session of sessions) nested.set(weak.get(session), { below: weak.get(session) });
globalThis.app = {
  byName: new Map(sessions.map((session) => [session.name, session])),
  some: new Set(sessions.slice(50)),
  weak,
  nested,
  reference: new WeakRef(sessions[0]),
  pending: new Promise(() => {}).then(() => sessions),
  timer: setTimeout(() => sessions, 1e6),
};
require("node:v8").writeHeapSnapshot(process.argv[1]);
clearTimeout(app.timer);
`;

/** Takes a heap snapshot of a small program that runs on this Node; returns its path. */
export function writeRealSnapshot(): string {
  const path = join(mkdtempSync(join(tmpdir(), "leakproof-heap-")), "small.heapsnapshot");
  execFileSync(process.execPath, ["-e", PROGRAM, path]);
  return path;
}

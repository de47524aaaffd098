// Builds a heap like that of a server with sessions and writes its snapshot: `node heap-graph.ts SESSIONS FILE`.
import { writeHeapSnapshot } from "node:v8";

// As if read from a socket. A string put together here keeps its parts, among them those that the engine's cache of numbers as text
// holds too: whether such a part counts as the object's own is a matter of taste in which the tools differ.
const received = (text: string): string => Buffer.from(text).toString();

class Session {
  readonly id: string;
  readonly created = new Date();
  readonly tags = new Set<string>();
  readonly visits = new Map<string, { readonly url: string; count: number }>();
  readonly listeners: (() => string)[] = [];
  next: Session | undefined;

  constructor(number: number) {
    this.id = received(`session-${number}-${(number * 2654435761) % 4294967296}`);
    for (let at = 0; at < 3; at++) {
      const url = received(`/pages/${number % 977}/${number * 3 + at}`);
      this.tags.add(received(`tag-${(number + at) % 50}`));
      this.visits.set(url, { url, count: number % 7 });
      this.listeners.push(() => `${this.id} at ${url}`);
    }
  }
}

/** The object whose retained size every tool must agree on. */
class KnownHolder {
  readonly sessions = new Map<string, Session>();
  readonly notes = Array.from({ length: 1000 }, (_, at) => received(`note ${at} of the known holder`));
}

const [count, file] = process.argv.slice(2);
const all = new Map<string, Session>();
const byTag = new Map<string, Set<Session>>();
const holder = new KnownHolder();
let last: Session | undefined;
for (let number = 0; number < Number(count); number++) {
  const session = new Session(number);
  if (number % 50 === 0) {
    holder.sessions.set(session.id, session);
    continue;
  }
  session.next = last;
  last = session;
  all.set(session.id, session);
  for (const tag of session.tags) {
    const members = byTag.get(tag) ?? new Set();
    byTag.set(tag, members.add(session));
  }
}
Object.assign(globalThis, { application: { all, byTag, holder } });
writeHeapSnapshot(file);

import { asyncCases } from "../../test/conformance/async-cases.ts";
import { conformanceCases } from "../../test/conformance/cases.ts";
import { buffers } from "./cases/buffers.ts";
import { caches } from "./cases/caches.ts";
import { closures } from "./cases/closures.ts";
import { dom } from "./cases/dom.ts";
import { emitters } from "./cases/emitters.ts";
import { holders } from "./cases/holders.ts";
import { maps } from "./cases/maps.ts";
import { objects } from "./cases/objects.ts";
import { platform } from "./cases/platform.ts";
import { promises } from "./cases/promises.ts";
import { sparse } from "./cases/sparse.ts";
import { streams } from "./cases/streams.ts";
import { texts } from "./cases/texts.ts";
import { wasm } from "./cases/wasm.ts";
import { weak } from "./cases/weak.ts";
import type { Matcher } from "./matcher.ts";
import type { Pair } from "./pair.ts";

/** Pairs of one kind: one test file, and so one worker, judges them all. */
export interface Group {
  readonly kind: string;
  /** What the user asserts. */
  readonly matcher: Matcher;
  /** The file of the pairs, from the root of the repository, and the name that it exports them by. */
  readonly file: string;
  readonly name: string;
  readonly pairs: readonly Pair[];
}

/** All own pairs: those of the conformance suites, and those of the bench. */
export const groups: readonly Group[] = [
  conformance("memory", "toLeakMemory", "cases.ts", "conformanceCases", conformanceCases),
  ...Object.entries({
    sparse,
    closures,
    holders,
    caches,
    maps,
    weak,
    emitters,
    buffers,
    texts,
    objects,
    promises,
    streams,
    platform,
    wasm,
    dom,
  }).map(([name, pairs]): Group => ({
    kind: name,
    matcher: "toLeakMemory",
    file: `bench/accuracy/cases/${name}.ts`,
    name,
    pairs,
  })),
  conformance("pending work", "toLeakAsyncOps", "async-cases.ts", "asyncCases", asyncCases),
];

function conformance(kind: string, matcher: Matcher, file: string, name: string, pairs: readonly Pair[]): Group {
  return { kind, matcher, file: `test/conformance/${file}`, name, pairs };
}

import type { CheckSetting } from "../check-setting.ts";
import { answeringForFiles } from "../collect/files-closed-by-gc.ts";
import { obtainForceGc } from "../collect/force-gc.ts";
import { nextTurn, now, realDelay } from "../collect/real-time.ts";
import { describe } from "../describe.ts";
import { describeRuntime } from "../subject.ts";
import { takeTurn } from "../take-turn.ts";
import { TimePlan } from "../time-plan.ts";
import type { ObjectsExplained } from "../trace/explain-objects.ts";
import { NeverReturned, returnInTime } from "./make-objects.ts";
import { type CollectedOptions, type ResolvedCollectedOptions, resolveCollectedOptions } from "./options.ts";
import type { CollectedObject, CollectedRecord } from "./record.ts";
import { asWatched, isObject, watch, type Watched } from "./watch.ts";

/**
 * Makes a check when those that asked before have ended.
 *
 * @throws TypeError if there is no object to watch or an option is wrong
 */
export async function checkInTurn(
  make: unknown,
  options: CollectedOptions | undefined,
  setting: CheckSetting,
): Promise<CollectedRecord> {
  const resolved = resolveCollectedOptions(options);
  const watched = asWatched(make);
  if (watched === undefined && typeof make !== "function") {
    throw new TypeError(
      `expected a function, what watch() gave, or a WeakRef; received ${describe(make)}: ` +
        "an object that is passed by itself is held by the one who passes it",
    );
  }
  const run = (): Promise<CollectedRecord> => runCollectedCheck(watched ?? (make as () => unknown), resolved, setting);
  return takeTurn(() => answeringForFiles(run, () => false));
}

/** Makes the objects that are to be watched, if a function makes them, and waits until they are collected. */
async function runCollectedCheck(
  make: Watched | (() => unknown),
  options: ResolvedCollectedOptions,
  { subject, timeLeftMs }: CheckSetting,
): Promise<CollectedRecord> {
  const time = new TimePlan(options.timeoutMs, timeLeftMs, false);
  const named = { ...(typeof make === "function" && make.name !== "" ? { body: make.name } : {}), ...subject };
  let watched: readonly Watched[];
  try {
    watched = typeof make === "function" ? await makeWatched(make, time) : [make];
  } catch (error) {
    if (!(error instanceof NeverReturned)) throw error;
    const reason = { kind: "never returned", call: 1, milliseconds: now() - time.start } as const;
    return { ...recordOf([], NO_COST), verdict: { kind: "inconclusive", reason } };
  }
  const { collections, waitMs } = await collect(watched, Math.min(options.graceMs, Math.max(0, time.left())));
  const retained = watched.filter(({ reference }) => reference.deref() !== undefined);
  const explained =
    options.explain && retained.length > 0
      ? // Loaded only where something was not collected.
        await (
          await import("../trace/explain-objects.ts")
        ).explainObjects(
          retained.map(({ reference }) => ({ object: () => reference.deref() })),
          {
            calls: 1,
            timeLeftMs: time.left(),
            keepSnapshot:
              options.keepSnapshot === undefined
                ? undefined
                : { folder: options.keepSnapshot, subject: named.test ?? named.body ?? "object" },
          },
        )
      : undefined;
  const objects = watched.map((one) => describeObject(one, retained.indexOf(one), explained));
  const record = recordOf(objects, { collections, waitMs, snapshots: explained?.kind === "explained" ? 1 : 0 });
  if (explained?.kind === "refused") return { ...record, unexplained: explained.reason };
  return explained?.snapshotPath === undefined ? record : { ...record, snapshotPath: explained.snapshotPath };

  function recordOf(objects: readonly CollectedObject[], cost: typeof NO_COST): CollectedRecord {
    return {
      version: 1,
      kind: "collected",
      subject: named,
      verdict: { kind: objects.every(({ isCollected }) => isCollected) ? "clean" : "leaking" },
      objects,
      cost: { ...cost, calls: typeof make === "function" ? 1 : 0, milliseconds: now() - time.start },
      runtime: describeRuntime(),
    };
  }
}

const NO_COST = { collections: 0, snapshots: 0, waitMs: 0 };

function describeObject(
  { name, reference }: Watched,
  index: number,
  explained: ObjectsExplained | undefined,
): CollectedObject {
  const at = explained?.kind === "explained" && index >= 0 ? explained.leakOf[index] : undefined;
  const leak = at === undefined || explained?.kind !== "explained" ? undefined : explained.leaks[at];
  // What the collections before a snapshot took was not retained.
  const isCollected = reference.deref() === undefined;
  return { name: name ?? "the object", isCollected, ...(isCollected || leak === undefined ? {} : { leak }) };
}

// A function of its own: nothing of what it makes stays on the stack of the check.
async function makeWatched(make: () => unknown, time: TimePlan): Promise<Watched[]> {
  const made = await returnInTime(make, time);
  if (!isObject(made)) {
    throw new TypeError(
      `expected a function that returns an object, or an array or object of some; it returned ${describe(made)}: ` +
        "there is nothing that could be collected",
    );
  }
  const parts = isContainer(made) ? Object.entries(made).filter(([, value]) => isObject(value)) : [];
  const isArray = Array.isArray(made);
  return [
    watch(made, "the result"),
    ...parts.map(([key, value]) => watch(value as object, `\`${isArray ? `[${key}]` : `.${key}`}\` of the result`)),
  ];
}

// An object of a class is looked at as a whole: its parts are its own matter.
function isContainer(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (isObject(prototype) && Object.getPrototypeOf(prototype) === null);
}

const FIRST_WAIT_MS = 1;
const LONGEST_WAIT_MS = 64;

/** Forces collections, with back-off, until all was collected or the grace is over. */
async function collect(
  watched: readonly Watched[],
  graceMs: number,
): Promise<{ readonly collections: number; readonly waitMs: number }> {
  const forceGc = obtainForceGc();
  const start = now();
  let collections = 0;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
    // What a reference was asked for stays alive until the turn is over.
    await nextTurn();
    forceGc();
    collections++;
    const waitMs = now() - start;
    if (watched.every(({ reference }) => reference.deref() === undefined)) return { collections, waitMs };
    if (collections >= FEWEST_COLLECTIONS && waitMs >= graceMs) return { collections, waitMs };
    await realDelay(Math.min(wait, Math.max(1, graceMs - waitMs)));
  }
}

const FEWEST_COLLECTIONS = 3;

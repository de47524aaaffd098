import { now } from "../collect/real-time.ts";
import { heapIdAt } from "./heap-ids.ts";
import type { Inspector } from "./inspector.ts";

/** A collection that grew while calls ran. */
export interface GrownCollection {
  /** Its id in snapshots taken after the mark. */
  readonly heapId: number;
  readonly sizeBefore: number;
  readonly sizeAfter: number;
}

interface RemoteObject {
  readonly objectId: string;
}

const GROUP = "leakproof";
const COLLECTIONS = ["Array", "Map", "Set"];
// The calls and the second reading take time as well.
const SHARE_OF_TIME = 0.7;

// An object with numbers for keys keeps its entries as an array does.
const SIZE = `function () {
  if (Array.isArray(this)) return this.length;
  return typeof this.size === "number" ? this.size : Object.keys(this).length;
}`;

// Prototypes are in the list too: those of Map and Set throw, those of subclasses of Array have no size.
const SIZES = `function () {
  let sizes = "";
  for (let at = 0; at < this.length; at++) {
    let size = 0;
    try { size = Array.isArray(this[at]) ? this[at].length : this[at].size } catch {}
    sizes += (typeof size === "number" ? size : 0) + " ";
  }
  return sizes;
}`;

/** Reads the state of a promise (pending, fulfilled, rejected) by its id in a snapshot. */
export async function readPromiseState(inspector: Inspector, heapId: number): Promise<string | undefined> {
  try {
    const { result } = await inspector.post<{ result: RemoteObject }>("HeapProfiler.getObjectByHeapObjectId", {
      objectId: String(heapId),
      objectGroup: GROUP,
    });
    const { internalProperties = [] } = await inspector.post<{
      internalProperties?: { name: string; value?: { value?: string } }[];
    }>("Runtime.getProperties", { objectId: result.objectId, ownProperties: true });
    return internalProperties.find(({ name }) => name === "[[PromiseState]]")?.value?.value;
  } catch {
    return undefined;
  } finally {
    await inspector.post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
  }
}

/** Finds which of some arrays, maps and sets grow by about `leastGrowth` entries or more while `run` runs. */
export async function findGrownAmong(
  inspector: Inspector,
  heapIds: readonly number[],
  run: () => Promise<void>,
  leastGrowth: number,
): Promise<GrownCollection[]> {
  try {
    const watched = await Promise.all(
      heapIds.map(async (heapId) => {
        const { result } = await inspector.post<{ result: RemoteObject }>("HeapProfiler.getObjectByHeapObjectId", {
          objectId: String(heapId),
          objectGroup: GROUP,
        });
        return { heapId, result, sizeBefore: await readSize(inspector, result) };
      }),
    );
    await run();
    const grown: GrownCollection[] = [];
    for (const { heapId, result, sizeBefore } of watched) {
      const sizeAfter = await readSize(inspector, result);
      if (sizeAfter - sizeBefore >= leastGrowth) grown.push({ heapId, sizeBefore, sizeAfter });
    }
    return grown;
  } finally {
    await inspector.post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
  }
}

async function readSize(inspector: Inspector, { objectId }: RemoteObject): Promise<number> {
  const { result } = await inspector.post<{ result: { value?: unknown } }>("Runtime.callFunctionOn", {
    objectId,
    functionDeclaration: SIZE,
    returnByValue: true,
  });
  return typeof result.value === "number" ? result.value : 0;
}

/**
 * Finds the arrays, maps and sets that grow by about `leastGrowth` entries or more while `run` runs; undefined if the time does not
 * suffice. For each query V8 collects garbage several times over: on a large heap one takes longer than a snapshot.
 */
export async function findGrownCollections(
  inspector: Inspector,
  run: () => Promise<void>,
  leastGrowth: number,
  timeLeftMs: () => number,
): Promise<GrownCollection[] | undefined> {
  const censuses: { readonly all: RemoteObject; readonly before: readonly number[] }[] = [];
  const start = now();
  try {
    const contextIds = await listContexts(inspector);
    const queries = contextIds.flatMap((contextId) => COLLECTIONS.map((name) => ({ contextId, name })));
    for (const [made, { contextId, name }] of queries.entries()) {
      if (made > 0 && ((now() - start) / made) * (queries.length - made) > SHARE_OF_TIME * timeLeftMs())
        return undefined;
      const all = await queryAll(inspector, name, contextId);
      if (all !== undefined) censuses.push({ all, before: await readSizes(inspector, all) });
    }
    await run();
    const grown: GrownCollection[] = [];
    for (const { all, before } of censuses) {
      const after = await readSizes(inspector, all);
      for (let index = 0; index < before.length; index++) {
        if (after[index]! - before[index]! < leastGrowth) continue;
        const heapId = await heapIdAt(inspector, all, index);
        grown.push({ heapId, sizeBefore: before[index]!, sizeAfter: after[index]! });
      }
    }
    return grown;
  } finally {
    await inspector.post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
    await inspector.post("Runtime.disable");
  }
}

async function listContexts(inspector: Inspector): Promise<number[]> {
  const ids: number[] = [];
  inspector.on<{ context: { id: number } }>("Runtime.executionContextCreated", ({ context }) => {
    ids.push(context.id);
  });
  await inspector.post("Runtime.enable");
  return ids;
}

async function queryAll(inspector: Inspector, name: string, contextId: number): Promise<RemoteObject | undefined> {
  const { result } = await inspector.post<{ result: Partial<RemoteObject> }>("Runtime.evaluate", {
    expression: `${name}.prototype`,
    contextId,
    objectGroup: GROUP,
  });
  if (result.objectId === undefined) return undefined;
  const { objects } = await inspector.post<{ objects: RemoteObject }>("Runtime.queryObjects", {
    prototypeObjectId: result.objectId,
    objectGroup: GROUP,
  });
  return objects;
}

async function readSizes(inspector: Inspector, { objectId }: RemoteObject): Promise<number[]> {
  const { result } = await inspector.post<{ result: { value: string } }>("Runtime.callFunctionOn", {
    objectId,
    functionDeclaration: SIZES,
    returnByValue: true,
  });
  return result.value.trimEnd().split(" ").map(Number);
}

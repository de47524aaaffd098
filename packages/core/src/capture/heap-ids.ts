import type { Inspector } from "./inspector.ts";

const KEY = "leakproof.objects";
const GROUP = "leakproof";

interface RemoteObject {
  readonly objectId: string;
}

/**
 * Gives the ids that objects have in a heap snapshot that was taken since the session enabled the heap profiler; 0 for what was collected.
 * They hold until a session of the inspector is closed.
 *
 * @param objects - references: nothing may be kept alive by being asked for
 */
export async function readHeapIds(
  inspector: Inspector,
  objects: readonly (() => object | undefined)[],
): Promise<number[]> {
  // The same object in every context of the thread, unlike the global one.
  const shared = process as unknown as Record<symbol, unknown>;
  const key = Symbol.for(KEY);
  shared[key] = objects.map((reference) => reference());
  try {
    const { result } = await inspector.post<{ result: RemoteObject }>("Runtime.evaluate", {
      expression: `process[Symbol.for(${JSON.stringify(KEY)})]`,
      objectGroup: GROUP,
    });
    Reflect.deleteProperty(shared, key);
    const ids: number[] = [];
    for (let index = 0; index < objects.length; index++) ids.push(await heapIdAt(inspector, result, index));
    return ids;
  } finally {
    Reflect.deleteProperty(shared, key);
    await inspector.post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
  }
}

/** Gives the id of an element of a remote array; 0 if it is no object. */
export async function heapIdAt(inspector: Inspector, { objectId }: RemoteObject, index: number): Promise<number> {
  const { result } = await inspector.post<{ result: Partial<RemoteObject> }>("Runtime.callFunctionOn", {
    objectId,
    functionDeclaration: "function (index) { return this[index] }",
    arguments: [{ value: index }],
    objectGroup: GROUP,
  });
  if (result.objectId === undefined) return 0;
  const { heapSnapshotObjectId } = await inspector.post<{ heapSnapshotObjectId: string }>(
    "HeapProfiler.getHeapObjectId",
    { objectId: result.objectId },
  );
  return Number(heapSnapshotObjectId);
}

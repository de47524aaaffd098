import { shortPath } from "../short-path.ts";
import { isPending } from "./is-pending.ts";
import { type AsyncKind, kindOf } from "./kinds.ts";
import { StackOwners } from "./owned-stacks.ts";
import { currentStores } from "./stores.ts";
import { isUnrefTimer, type Suspect, suspectByFrames, suspectHandle, suspectPromise } from "./suspects.ts";
import type { ClosedKind } from "./track/closers.ts";
import { ClosingTracker } from "./track/closings.ts";
import { type Descriptor, DescriptorTracker } from "./track/descriptors.ts";
import { isProgram } from "./track/frames.ts";
import { GeneratorTracker } from "./track/generators.ts";
import { HeldResponses } from "./track/held-responses.ts";
import { type GainedListeners, ListenerTracker } from "./track/listeners.ts";
import { type Operation, OperationTracker } from "./track/operations.ts";
import { SessionTracker } from "./track/sessions.ts";
import { StreamTracker } from "./track/streams.ts";

const NONE: ReadonlySet<unknown> = new Set();

/** What to follow: everything, or what the runtime itself tells of alone, so that hardly any of its methods has to be replaced. */
export type Followed = "everything" | "resources";

/** Follows what calls start and end. */
export class Trackers {
  readonly #followed: Followed;
  readonly operations: OperationTracker = new OperationTracker();
  readonly #descriptors = new DescriptorTracker();
  readonly #listeners = new ListenerTracker();
  readonly #sessions = new SessionTracker();
  readonly #generators = new GeneratorTracker();
  readonly #streams = new StreamTracker();
  readonly #closings = new ClosingTracker();
  readonly #responses = new HeldResponses();
  readonly #owners = new StackOwners();
  #inheritedStores = NONE;

  constructor(followed: Followed) {
    this.#followed = followed;
  }

  /** @param body - the function that is called */
  start(body: (...args: never[]) => unknown): void {
    this.#inheritedStores = currentStores();
    this.#descriptors.start();
    if (this.#followed === "everything") this.#startOthers(body);
    this.operations.start(this.#followed === "everything" ? this.#closings.noteOperation : undefined);
  }

  #startOthers(body: (...args: never[]) => unknown): void {
    const isCalling = (): boolean => this.operations.isCalling();
    this.#listeners.start(isCalling);
    this.#streams.start();
    this.#sessions.start();
    this.#generators.start(body);
    this.#responses.start(body);
    this.#closings.start(body, {
      isCalling,
      isNew: (one) => this.#listeners.isNew(one) || this.operations.isNew(one),
      pathOf: (descriptor) => this.#descriptors.pathBefore(descriptor),
    });
  }

  stop(): void {
    this.operations.stop();
    this.#closings.stop();
    this.#responses.stop();
    this.#generators.stop();
    this.#sessions.stop();
    this.#streams.stop();
    this.#listeners.stop();
    this.#descriptors.stop();
  }

  /** What is open. */
  opened(countsUnref: boolean): Suspect[] {
    const owners = this.#owners;
    const request = { countsUnref, inheritedStores: this.#inheritedStores };
    const handles = this.operations.handles();
    const suspects = handles.flatMap(
      (operation) => this.#suspectFile(operation) ?? suspectHandle(operation, owners, request) ?? [],
    );
    const ofHandles = new Set(
      suspects.filter(({ kind }) => kind === "file handle").map(({ resource }) => descriptorOf(resource())),
    );
    return [
      ...suspects,
      ...this.#descriptors
        .opened()
        .filter(({ number }) => !ofHandles.has(number))
        .map((descriptor) => this.#suspectDescriptor(descriptor)),
      ...this.#closed(handles),
      ...this.#sessions.opened().map(({ kind, frames }) => suspectByFrames(kind, frames, owners)),
    ];
  }

  // What took the place of something is no harm to it.
  #closed(handles: readonly Operation[]): Suspect[] {
    const opened = handles.filter(({ isBodys }) => isBodys).map(kindOf);
    const spare = new Map<AsyncKind, number>();
    return this.#closings.closings().flatMap(({ kind, frames, detail }) => {
      const left = spare.get(kind) ?? this.#replacementsFor(kind, opened);
      spare.set(kind, left - 1);
      return left > 0 ? [] : [suspectByFrames(kind, frames, this.#owners, { detail })];
    });
  }

  #replacementsFor(kind: ClosedKind, opened: readonly (AsyncKind | undefined)[]): number {
    if (kind === "closed descriptor") return this.#descriptors.opened().length;
    const wanted = kind.replace(/^\w+ /, "");
    return this.#closings.makes(kind) + opened.filter((one) => one === wanted).length;
  }

  /** What is decided by collection: of what nobody holds any more only the reference is left. */
  retained(countsUnref: boolean): Suspect[] {
    const owners = this.#owners;
    const handles = this.operations.handles();
    const made = new Set(handles.map(({ resource }) => resource()));
    // The promise of a timer that is not asked for is not asked for either: `setTimeout(ms, value, { ref: false })`.
    const unasked = new Set(countsUnref ? [] : handles.filter(isUnrefTimer).map(placeOf));
    return [
      ...this.operations
        .pendingPromises(isPending)
        .filter((promise) => !unasked.has(placeOf(promise)))
        .map((promise) => suspectPromise(promise, owners)),
      ...this.#generators.suspended().map(({ isAsync, generator, frames }) =>
        suspectByFrames(isAsync ? "suspended async generator" : "suspended generator", frames, owners, {
          resource: generator,
        }),
      ),
      ...this.#streams.open().map(({ name, stream, frames }) =>
        suspectByFrames("stream", frames, owners, {
          detail: name,
          resource: stream,
          // The runtime makes some for what it hands from one call to the next.
          isBodys: owners.ownersOf(frames).length > 0,
        }),
      ),
      ...this.#listeners.removed().map(({ emitter, event, removed, frames }) =>
        suspectByFrames("removed listener", frames, owners, {
          count: removed,
          detail: describeEvent(emitter, event),
        }),
      ),
      ...this.#listeners
        .gained()
        // A MessagePort is made without a constructor that could be watched.
        .filter(({ emitter }) => !made.has(emitter))
        .map((gained) => suspectListeners(gained, owners)),
    ];
  }

  // The runtime makes a FileHandle in a callback that knows neither its caller nor its context.
  #suspectFile(operation: Operation): Suspect | undefined {
    const suspect =
      operation.type === "FILEHANDLE"
        ? suspectHandle(operation, this.#owners, { countsUnref: true, inheritedStores: NONE })
        : undefined;
    if (suspect === undefined) return undefined;
    const { kind, resource, detail } = suspect;
    const frames = this.#descriptors.framesOf(descriptorOf(resource()));
    return suspectByFrames(kind, frames, this.#owners, { resource, detail });
  }

  #suspectDescriptor({ number, path, isFolder, frames }: Descriptor): Suspect {
    const short = path === undefined ? undefined : shortPath(path);
    const detail = isFolder && short !== undefined ? short : `${number}${short === undefined ? "" : ` of ${short}`}`;
    return suspectByFrames(isFolder ? "directory" : "descriptor", frames, this.#owners, { detail });
  }
}

function descriptorOf(handle: { readonly fd?: number } | undefined): number {
  return handle?.fd ?? -1;
}

// The line of the program that started it.
function placeOf({ frames }: Operation): string {
  const { script, line } = frames.find(isProgram) ?? {};
  return `${script}:${line}`;
}

function suspectListeners({ emitter, event, gained, frames }: GainedListeners, owners: StackOwners): Suspect {
  const kind: AsyncKind = nameOf(emitter) === "AbortSignal" ? "abort listener" : "listener";
  const reference = new WeakRef(emitter);
  return suspectByFrames(kind, frames, owners, {
    count: gained,
    // The runtime keeps listeners on what it hands from one call to the next.
    isBodys: owners.ownersOf(frames).length > 0,
    detail: describeEvent(emitter, event),
    resource: () => reference.deref(),
  });
}

const describeEvent = (emitter: object, event: string | symbol): string =>
  `for ${JSON.stringify(String(event))} of ${emitter === process ? "the process" : nameOf(emitter)}`;

const nameOf = (emitter: object): string => emitter.constructor?.name ?? "object";

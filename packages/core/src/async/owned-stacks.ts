import type { Owner } from "../trace/leak.ts";
import { createOwnerOfUrl } from "../trace/source/owners.ts";
import { type Frame, isProgram } from "./track/frames.ts";

/** A frame, and whose code it is. */
export interface OwnedFrame extends Frame {
  readonly owner: Owner;
}

// They stand between the caller and what it called, whoever made them.
const TEST_DOUBLES = /^(?:tinyspy|@vitest\/spy|jest-mock)$/;

/** Says whose code the frames of stacks are; remembers what it looked up. */
export class StackOwners {
  readonly #ownerOf = createOwnerOfUrl();

  /** The frames that are neither the runtime's nor a test double's. */
  ownersOf(frames: readonly Frame[]): OwnedFrame[] {
    return frames.flatMap((frame) => this.#owned(frame) ?? []);
  }

  /** The innermost of these; the others are not looked at. */
  innermost(frames: readonly Frame[]): OwnedFrame | undefined {
    for (const frame of frames) {
      const owned = this.#owned(frame);
      if (owned !== undefined) return owned;
    }
    return undefined;
  }

  #owned(frame: Frame): OwnedFrame | undefined {
    if (!isProgram(frame)) return undefined;
    const owner = this.#ownerOf(frame.script);
    if (owner.kind === "runtime" || ("name" in owner && TEST_DOUBLES.test(owner.name))) return undefined;
    return { ...frame, owner: owner.kind === "unknown" ? OWN : owner };
  }
}

// What was made from text has no file to tell by.
const OWN = { kind: "own" } as const;

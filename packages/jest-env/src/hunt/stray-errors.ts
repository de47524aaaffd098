import type { Circus } from "@jest/types";

/** Errors that nobody catches: Jest lays them on the test that runs, or on its file, whenever they come. */
export interface StrayErrors {
  /** Takes those that have come since, so that they reach no result. */
  readonly take: () => unknown[];
}

/** Takes note of the errors that are there. */
export function watchStrayErrors(test: Circus.TestEntry, state: Circus.State): StrayErrors {
  const ofTest = test.errors.length;
  const ofFile = state.unhandledErrors.length;
  return {
    take: () => [
      ...test.errors.splice(ofTest).map(withoutPlace),
      ...(state.unhandledErrors.splice(ofFile) as unknown[]).map(withoutPlace),
      ...takeRejections(test),
      ...takeRejections(state),
    ],
  };
}

// Some are kept with an error that tells where the test is.
function withoutPlace(error: unknown): unknown {
  return Array.isArray(error) ? error[0] : error;
}

// Since Jest 30: those that somebody may still handle.
type Rejections = Partial<Pick<Circus.State, "unhandledRejectionErrorByPromise">>;

function takeRejections({ unhandledRejectionErrorByPromise: rejections }: Rejections): unknown[] {
  const errors = [...(rejections?.values() ?? [])];
  rejections?.clear();
  return errors;
}

// Resolves the names of a runner's packages to those of a pinned one.

/** Folders as URLs that end with a slash. */
export interface Pinned {
  readonly runner: string;
  readonly project: string;
}

interface Context {
  readonly parentURL?: string | undefined;
}
interface Resolved {
  readonly url: string;
}
type Next<Result> = (specifier: string, context: Context) => Result;

/** A resolve hook as Node calls it, at once or not. */
export type Resolve = <Result extends Resolved | Promise<Resolved>>(
  specifier: string,
  context: Context,
  next: Next<Result>,
) => Result;

const RUNNERS = /^(?:vitest|vite|jest|jest-[\w-]+|@vitest\/[\w-]+|@jest\/[\w-]+|expect)(?:\/|$)/;
const BARE = /^(?:@[\w.-]+\/)?[\w-]/;

/** Gives the hook. */
export function resolveFor({ runner, project }: Pinned): Resolve {
  return (specifier, context, next) => {
    const isPinned = context.parentURL?.startsWith(runner) ?? false;
    const first = !isPinned && RUNNERS.test(specifier) ? { ...context, parentURL: runner } : context;
    // Installed at the side, a runner does not find what the project brings for it.
    const second = isPinned ? { ...context, parentURL: project } : context;
    if (first === context && !(isPinned && BARE.test(specifier))) return next(specifier, context);
    return attempt(
      () => next(specifier, first),
      () => next(specifier, second),
    );
  };
}

function attempt<Result extends Resolved | Promise<Resolved>>(one: () => Result, other: () => Result): Result {
  try {
    const result = one();
    return result instanceof Promise ? (result.catch((error: unknown) => orElse(other, error)) as Result) : result;
  } catch (error) {
    return orElse(other, error);
  }
}

function orElse<Result>(other: () => Result, error: unknown): Result {
  try {
    return other();
  } catch {
    throw error;
  }
}

let resolveOnThread: Resolve | undefined;

/** Called by `module.register`, on its own thread. */
export function initialize(pinned: Pinned): void {
  resolveOnThread = resolveFor(pinned);
}

/** The hook of that thread. */
export const resolve: Resolve = (specifier, context, next) =>
  resolveOnThread === undefined ? next(specifier, context) : resolveOnThread(specifier, context, next);

/** What is used of Jest's `expect` besides the matchers. */
export interface StatefulExpect {
  readonly getState: () => ExpectState;
  readonly setState: (state: Partial<ExpectState>) => void;
  readonly extractExpectedAssertionsErrors: () => readonly { readonly error: unknown }[];
}

interface ExpectState {
  readonly numPassingAsserts?: number;
  readonly suppressedErrors?: readonly unknown[];
  readonly snapshotState?: SnapshotState;
}

type SnapshotState = Record<string, unknown>;

/** Keeps what `expect` counts, and the snapshots of a file, as the ordinary run of a test left them. */
export interface ExpectKeeper {
  /** To be called before a repetition. */
  readonly begin: () => void;
  /** To be called after a repetition; throws what `expect` found only then, such as too few assertions. */
  readonly end: () => void;
  /** To be called after the last repetition. */
  readonly restore: () => void;
}

/** The numbers that the next snapshots of each name get. */
export type SnapshotCounters = ReadonlyMap<string, number>;

/** Reads the counters, which a test begins from. */
export function snapshotCounters(expect: StatefulExpect): SnapshotCounters {
  const counters = expect.getState().snapshotState?.["_counters"];
  return counters instanceof Map ? new Map(counters as SnapshotCounters) : new Map<string, number>();
}

/**
 * Takes note of the state after the ordinary run of a test.
 *
 * @param counters - as they were before that run: a repetition compares with the same snapshots, not with the next ones
 */
export function keepExpectState(expect: StatefulExpect, counters: SnapshotCounters): ExpectKeeper {
  const { snapshotState: snapshots, numPassingAsserts, suppressedErrors } = expect.getState();
  const kept = snapshots === undefined ? {} : copyOf(snapshots);
  return {
    begin: () => {
      expect.extractExpectedAssertionsErrors();
      expect.setState({ suppressedErrors: [] });
      if (snapshots === undefined) return;
      snapshots["_counters"] = new Map(counters);
      // A repetition writes none.
      snapshots["_updateSnapshot"] = "none";
    },
    end: () => {
      const missed = expect.extractExpectedAssertionsErrors().map(({ error }) => error);
      const [error] = [...(expect.getState().suppressedErrors ?? []), ...missed];
      expect.setState({ suppressedErrors: [] });
      if (error !== undefined) throw error;
    },
    restore: () => {
      if (snapshots !== undefined) Object.assign(snapshots, kept);
      expect.setState({
        ...(numPassingAsserts === undefined ? {} : { numPassingAsserts }),
        ...(suppressedErrors === undefined ? {} : { suppressedErrors }),
      });
    },
  };
}

// Deep enough: what Jest changes are the fields, and the collections in them.
function copyOf(state: SnapshotState): SnapshotState {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => {
      if (value instanceof Map) return [name, new Map(value)];
      if (value instanceof Set) return [name, new Set(value)];
      if (Array.isArray(value)) return [name, [...(value as unknown[])]];
      return [name, name === "_snapshotData" ? { ...(value as object) } : value];
    }),
  );
}

/** What whoever started the run wants hunted, and where the findings go. */
export interface HuntRequest {
  /** Absolute path of the log: one JSON object per line. */
  readonly log: string;
  /** Bytes of the log that earlier runs of the same hunt wrote: tests that are told there are not judged again. */
  readonly resumeAt: number;
  /** Milliseconds that the repetitions of one test may take. */
  readonly timePerTestMs: number;
  /** Most repetitions of a test; absent where the verdict decides. */
  readonly repeat?: number;
}

const VARIABLE = "LEAKPROOF_HUNT";

/**
 * Reads what is to be hunted from the environment variable `LEAKPROOF_HUNT`. So an existing suite needs no change but the plugin.
 *
 * @throws TypeError if the variable holds something else
 */
export function requestedHunt(environment: NodeJS.ProcessEnv = process.env): HuntRequest | undefined {
  const text = environment[VARIABLE];
  if (text === undefined || text === "") return undefined;
  const request = parse(text);
  if (request === undefined)
    throw new TypeError(`${VARIABLE} is set by \`leakproof hunt\` only: start the hunt with it.`);
  return request;
}

/** Writes the variable that `requestedHunt` reads. */
export function huntEnvironment(request: HuntRequest): Readonly<Record<string, string>> {
  return { [VARIABLE]: JSON.stringify(request) };
}

function parse(text: string): HuntRequest | undefined {
  try {
    const given = JSON.parse(text) as Partial<HuntRequest> | null;
    const { log, resumeAt, timePerTestMs } = given ?? {};
    const isWhole = typeof log === "string" && typeof resumeAt === "number" && typeof timePerTestMs === "number";
    return isWhole ? (given as HuntRequest) : undefined;
  } catch {
    return undefined;
  }
}

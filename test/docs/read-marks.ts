/** What stands behind the language of a block, and says how it is checked. */
export interface Marks {
  /** Each of its assertions must find a leak. */
  readonly leaks: boolean;
  /** It is a part of what the nearest leaking block above it prints. */
  readonly message: boolean;
  /** It is run by Jest, on a page about Vitest. */
  readonly jest: boolean;
  /** It needs packages that only `npm run docs:test` installs. */
  readonly slow: boolean;
  /** Why it is not run. */
  readonly unchecked?: string;
  /** The example whose test compares it with what that prints. */
  readonly example?: string;
  /** A package and the older version of it with which the block leaks. */
  readonly leaksWith?: string;
}

const WORDS = ["leaks", "message", "jest", "slow"] as const;

/** Reads marks such as `leaks slow` or `unchecked="it takes hours"`. */
export function readMarks(meta: string, at: string): Marks {
  const found: Record<string, string | true> = {};
  for (const [whole, word = "", , text] of meta.matchAll(/([\w-]+)(="([^"]*)")?\S*/g)) {
    const isKnown =
      text === undefined ? isWord(word) : ["unchecked", "example", "leaks-with"].includes(word) && text !== "";
    if (!isKnown)
      throw new Error(
        `${at}: the mark \`${whole}\` is none of ${WORDS.join(", ")}, unchecked="…", example="…", leaks-with="…"`,
      );
    found[word] = text ?? true;
  }
  const { unchecked, example, "leaks-with": leaksWith } = found;
  return {
    leaks: found["leaks"] === true,
    message: found["message"] === true,
    jest: found["jest"] === true,
    slow: found["slow"] === true,
    ...(typeof unchecked === "string" ? { unchecked } : {}),
    ...(typeof example === "string" ? { example } : {}),
    ...(typeof leaksWith === "string" ? { leaksWith } : {}),
  };
}

function isWord(word: string): boolean {
  return (WORDS as readonly string[]).includes(word);
}

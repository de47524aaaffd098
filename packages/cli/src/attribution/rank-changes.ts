/** A commit that a changelog lists. */
export interface Change {
  readonly text: string;
  /** Words of the leak that it names. */
  readonly words: readonly string[];
}

/**
 * Finds the commits of a release that name something of the leak, the most telling first.
 *
 * @param changelog - the changelog that came with the release; some hold the releases of one major, older ones only links
 * @param words - classes and names in the leak's trace
 */
export function rankChanges(
  changelog: string,
  version: string,
  words: readonly string[],
): { readonly changes: readonly Change[]; readonly commits: number } {
  const commits = commitsOf(changelog, version);
  const wanted = words.filter((word) => isTelling(word));
  // A word that many commits name tells little.
  const frequency = new Map(wanted.map((word) => [word, commits.filter((text) => names(text, word)).length]));
  const ranked = commits
    .map((text) => {
      const named = wanted.filter((word) => names(text, word));
      const telling = named.reduce((sum, word) => sum + 1 / (frequency.get(word) ?? 1), 0);
      const weight = ASIDE.test(text) ? telling / 5 : telling;
      return { text, words: named, weight };
    })
    .filter(({ weight }) => weight > 0.02)
    .sort((a, b) => b.weight - a.weight);
  return { changes: ranked.map(({ text, words: named }) => ({ text, words: named })), commits: commits.length };
}

function commitsOf(changelog: string, version: string): string[] {
  const anchor = changelog.indexOf(`<a id="${version}"></a>`);
  if (anchor < 0) return [];
  const next = changelog.indexOf('<a id="', anchor + 10);
  const section = changelog.slice(anchor, next < 0 ? undefined : next);
  // `* \[[`0123456789`](https://…)] - **lib**: text (author) [#1](https://…)`
  const listed = section.matchAll(/^\* \\?\[\[`([0-9a-f]{10})`\]\([^)]*\)\] - (.*)$/gm);
  // Notable changes are listed twice.
  return [...new Map([...listed].map(([, hash = "", text = ""]) => [hash, `${hash} ${plain(text)}`])).values()];
}

function plain(text: string): string {
  return text
    .replace(/\*\*|\\|_(?=\()/g, "")
    .replace(/\[(#\d+)\]\([^)]*\)/g, "$1")
    .replace(/`/g, "");
}

// What changes no program that runs.
const ASIDE = /^[0-9a-f]{10} (?:\(.*?\) )?(?:test|test_runner|doc|tools|build|meta|benchmark|typings|watch)\b/;

const COMMON = new Set(
  "Object Array Function Promise closure Buffer String Number async function variable entry created runtime module value held element property node_modules test tests index callback context".split(
    " ",
  ),
);

function isTelling(word: string): boolean {
  return word.length >= 4 && !COMMON.has(word) && /[A-Z]/.test(word);
}

function names(text: string, word: string): boolean {
  return text.toLowerCase().includes(word.toLowerCase());
}

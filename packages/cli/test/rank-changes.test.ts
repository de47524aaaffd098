import { expect, test } from "vitest";
import { rankChanges } from "../src/attribution/rank-changes.ts";

const CHANGELOG = `
<a id="22.16.0"></a>

## 2025-05-21, Version 22.16.0 'Jod' (LTS)

### Notable Changes

* \\[[\`aaaaaaaaaa\`](https://x)] - **lib**: fix AbortSignal.any() with timeout signals (A) [#1](https://x)

### Commits

* \\[[\`aaaaaaaaaa\`](https://x)] - **lib**: fix AbortSignal.any() with timeout signals (A) [#1](https://x)
* \\[[\`bbbbbbbbbb\`](https://x)] - **test**: cover \`AbortSignal\` (B) [#2](https://x)
* \\[[\`cccccccccc\`](https://x)] - **doc**: fix a typo (C) [#3](https://x)

<a id="22.15.1"></a>

* \\[[\`dddddddddd\`](https://x)] - **lib**: touch AbortSignal (D) [#4](https://x)
`;

test("commits of the release that name the leak come first, those that change no running program later", () => {
  expect(rankChanges(CHANGELOG, "22.16.0", ["AbortSignal", "Object", "variable"])).toEqual({
    commits: 3,
    changes: [
      { text: "aaaaaaaaaa lib: fix AbortSignal.any() with timeout signals (A) #1", words: ["AbortSignal"] },
      { text: "bbbbbbbbbb test: cover AbortSignal (B) #2", words: ["AbortSignal"] },
    ],
  });
});

test("a changelog without the release names no commits", () => {
  expect(rankChanges(CHANGELOG, "24.0.0", ["AbortSignal"])).toEqual({ commits: 0, changes: [] });
});

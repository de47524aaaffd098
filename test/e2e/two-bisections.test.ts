import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Registry, startRegistry } from "../../packages/cli/test/broken-registry.ts";
import { runLeakproof } from "./run-leakproof.ts";

const RELEASES = Array.from({ length: 40 }, (_, index) => `25.${index}.0`);

let folder: string;
let registry: Registry;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leakproof-two-"));
  registry = await startRegistry("fine", RELEASES);
});

afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const ENDS = ["--lines", "semver", "--good", "25.0.0", "--bad", "25.39.0"];

// Leaks from 25.27.0 on, in two of three trials by turns, so that every run of this test sees the same.
const TRY = `
  minor=$(echo "$BISECT_VERSION" | cut -d. -f2)
  echo . >> "$TURNS-$BISECT_VERSION"
  turn=$(wc -l < "$TURNS-$BISECT_VERSION")
  test "$(node)" = "v$BISECT_VERSION" || exit 126
  if [ "$minor" -ge 27 ] && [ $((turn % 3)) -ne 0 ]; then exit 1; fi
`;

test("two bisections at once share the cache: each release is downloaded once, and both name the same", async () => {
  const { PATH = "", HOME = "" } = process.env;
  const bisect = (name: string): ReturnType<typeof runLeakproof> =>
    runLeakproof(
      folder,
      {
        PATH,
        HOME,
        NO_COLOR: "1",
        TURNS: join(folder, name),
        LEAKPROOF_CACHE: join(folder, "cache"),
        npm_config_registry: registry.url,
      },
      ["bisect", ...ENDS, "--no-sweep", "--json", "--log", `${name}.jsonl`, "--", "sh", "-c", TRY],
    );

  const [one, other] = await Promise.all([bisect("one"), bisect("other")]);

  for (const { stdout } of [one, other])
    expect(JSON.parse(stdout)).toMatchObject({
      transitions: [{ direction: "leaks", version: "25.27.0", previous: "25.26.0" }],
    });
  const downloads = registry.requests.filter((request) => request.endsWith(".tgz"));
  expect(downloads.length).toBeGreaterThan(5);
  expect(new Set(downloads).size).toBe(downloads.length);
});

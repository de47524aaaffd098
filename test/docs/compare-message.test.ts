import { expect, test } from "vitest";
import { missingFrom } from "./compare-message.ts";

const message = `Received: 113 B per call (heap 113 B)

1 × closure onPrice per call, keeping 104 B per call alive
  held by module variable \`market\` (EventEmitter) in
    test/quotes.test.ts:5
  Hint: Every call adds a listener.
  fingerprint 42e3bef30fb1`;

test("an excerpt may have other quantities, breaks of lines and gaps", () => {
  const excerpt = `1 × closure onPrice per call, keeping 96 B per call alive
  held by module variable \`market\` (EventEmitter) in test/quotes.test.ts:5
  …
  fingerprint 000000000000`;

  expect(missingFrom(message, excerpt)).toBeUndefined();
});

test("an excerpt with another name, count or order is told", () => {
  expect(missingFrom(message, "1 × closure onCost per call")).toBe("1 × closure onCost per call");
  expect(missingFrom(message, "2 × closure onPrice per call")).toBe("2 × closure onPrice per call");
  expect(missingFrom(message, "  Hint: Every call\n…\n1 × closure")).toBe("1 × closure");
});

test("a trace may go on below what an excerpt shows of it, and breaks off at any step", () => {
  const end = "╰→ Map value: Request\n     ~~~~~~~~~\n  Hint: Delete it.";
  const deeper = "├─ Map value: Request\n  │  ~~~~~~~~~\n  ╰→ `.body`: Buffer\n  Hint: Delete it.";
  const excerpt = "├─ Map value: Request\n  │  ~~~~~~~~~\n…\n  Hint: Delete it.";

  expect(missingFrom(end, excerpt)).toBeUndefined();
  expect(missingFrom(deeper, excerpt)).toBeUndefined();
  expect(missingFrom(deeper.replace("Request", "Response"), excerpt)).toBe("├─ Map value: Request\n  │  ~~~~~~~~~");
});

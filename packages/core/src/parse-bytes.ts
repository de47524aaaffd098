const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/**
 * Reads a size as people write it: `512`, `"0 B"`, `"1.5 kB"`, `"2 MiB"`; a bare number is bytes.
 *
 * @param what - the option's name, for the message
 * @throws TypeError if it is no size, is negative, or has an unknown unit
 */
export function parseBytes(size: unknown, what: string): number {
  const bytes = typeof size === "number" ? size : typeof size === "string" ? parseText(size) : NaN;
  if (Number.isFinite(bytes) && bytes >= 0) return bytes;
  throw new TypeError(
    `${what}: ${JSON.stringify(size)} is no size: write bytes as a number, or for example "512 B", "1 kB", "2 MiB"`,
  );
}

function parseText(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  if (!match) return NaN;
  const [, amount = "", unit = ""] = match;
  return Number(amount) * (UNITS[unit.toLowerCase() || "b"] ?? NaN);
}

const UNITS = ["B", "kB", "MB", "GB"] as const;

/** Writes bytes as people do: three digits that count, decimal units, a minus where memory was freed. */
export function formatBytes(bytes: number): string {
  const magnitude = Math.abs(bytes);
  const unit = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, magnitude)) / 3)));
  const amount = magnitude / 1000 ** unit;
  const digits = amount >= 100 || Number.isInteger(amount) ? 0 : amount >= 10 ? 1 : 2;
  const rounded = Number(amount.toFixed(digits));
  return `${bytes < 0 && rounded > 0 ? "-" : ""}${rounded} ${UNITS[unit]}`;
}

/** Writes a count with separators for thousands. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** Writes `1 call`, `2 calls`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Writes a duration in milliseconds, or in seconds from ten on. */
export function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 10_000
    ? `${formatCount(Math.round(milliseconds))} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

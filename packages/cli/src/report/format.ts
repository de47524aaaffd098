const UNITS = ["B", "kB", "MB", "GB"] as const;

/** Writes bytes as people do, with three digits that count. */
export function formatBytes(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const amount = bytes / 1000 ** unit;
  const digits = amount >= 100 || Number.isInteger(amount) ? 0 : amount >= 10 ? 1 : 2;
  return `${Number(amount.toFixed(digits))} ${UNITS[unit]}`;
}

/** Writes a probability; one is never claimed. */
export function formatPercent(probability: number): string {
  const percent = 100 * probability;
  if (percent > 99.9) return "> 99.9 %";
  return `${percent >= 99 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** Writes a duration: `4.2 s`, `3 min 20 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Writes `1 trial`, `2 trials`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

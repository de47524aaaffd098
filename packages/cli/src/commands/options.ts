import { parseBytes } from "@leakproof/core/budget";
import { InvalidArgumentError } from "commander";

/** Reads a whole number from 1. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("Write a whole number from 1.");
  return value;
}

/** Reads a size such as `100kB`. */
export function size(text: string): number {
  try {
    return parseBytes(text, "size");
  } catch {
    throw new InvalidArgumentError("Write a size, as in 512B, 100kB or 5GB.");
  }
}

const TIMES: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, min: 6e4, h: 36e5 };

/** Reads a time such as `90s` or `5m`, in milliseconds. */
export function time(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const unit = TIMES[match?.[2]?.toLowerCase() || "s"];
  if (match === null || unit === undefined) throw new InvalidArgumentError("Write a time, as in 90s or 5m.");
  return Number(match[1]) * unit;
}

/** Reads a probability between one half and one. */
export function probability(text: string): number {
  const value = Number(text);
  if (!(value >= 0.5 && value < 1))
    throw new InvalidArgumentError("Write a probability from 0.5 to below 1, as in 0.95.");
  return value;
}

/** Reads a list with commas. */
export function list(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** Reads which leak is looked for: `same`, `any`, or a regular expression. */
export function leakPattern(text: string): string {
  try {
    return new RegExp(text).source;
  } catch {
    throw new InvalidArgumentError("Write same, any, a fingerprint, or a regular expression.");
  }
}

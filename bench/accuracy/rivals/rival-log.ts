import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Subject } from "../log.ts";

/** What a rival said of one twin. */
export interface Answer extends Subject {
  readonly rival: string;
  /** Null if it gave no answer. */
  readonly isReported: boolean | null;
  /** Why there is no answer. */
  readonly because?: string;
}

/** Reads what earlier sittings brought. */
export function readAnswers(file: string): Answer[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Answer);
}

/** Adds to the log. */
export function appendAnswers(file: string, answers: readonly Answer[]): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""));
}

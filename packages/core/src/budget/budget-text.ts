import { budgetNames, type ReadBudget, readBudget } from "./budget-options.ts";

/**
 * Reads a budget from one line of text, as a docblock or an environment variable holds it: `64kB` is what the file may retain, and
 * `retained=512 kB perTest=32kB handles=0` names more.
 *
 * @param where - whose it is, for messages
 * @throws TypeError that says where and what is wrong, with the nearest name
 */
export function readBudgetText(text: string, where: string): ReadBudget {
  // A size may have a space before its unit, so that only a name begins the next part.
  const parts = text.trim().split(/[\s,]+(?=[A-Za-z]+\s*=)/);
  const pairs = parts.map((part) => /^([A-Za-z]+)\s*=\s*(.*?)[\s,]*$/.exec(part)?.slice(1) ?? ["retained", part]);
  const given = Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, valueOf(name, value)]));
  return readBudget(given, where, KNOWN);
}

// A line of text has no place for a reason: what stands around it may give one.
const KNOWN: readonly string[] = budgetNames.file.filter((name) => name !== "reason");

function valueOf(name: string, text: string): number | string {
  return /^(?:handles|pendingOps)$/.test(name) && /^\d+$/.test(text) ? Number(text) : text;
}

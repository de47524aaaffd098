import type { Leak, TraceStep } from "@leakproof/core";

/**
 * Tells a leak by what no release of Node changes: what it is, and the variables and properties of the project that lead to it, or else the
 * function that creates it. A fingerprint names every step on the way, and some of them are the runtime's: a listener that `once` adds is a
 * bound function on Node 22 and a closure on 24, and `Headers` were `_Headers` before 26.
 *
 * @returns undefined if nothing of it lies outside of the runtime
 */
export function likenessOf({ className, trace, suspect, allocatedAt }: Leak): string | undefined {
  const what = /^(?:closure|bound function)\b/.test(className) ? "function" : className.replace(/^_/, "");
  const way = trace
    .slice(0, suspect + 1)
    .filter(isOutsideRuntime)
    .map(nameReference);
  if (way.length > 0) return [...way, what].join(" > ");
  const creator = allocatedAt?.functionName;
  return creator === undefined ? undefined : `${what} created in ${creator}`;
}

function isOutsideRuntime({ reference, position }: TraceStep): boolean {
  // The event of a listener is the project's word; a module alone is where everything begins.
  if (reference.startsWith("listener for ")) return true;
  return reference !== "" && position !== undefined && !position.file.startsWith("node:");
}

// Whether a variable is a module's can look different from one way of loading modules to the next.
function nameReference({ reference }: TraceStep): string {
  return reference.replace(/^module variable/, "variable");
}

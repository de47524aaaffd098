import { setFlagsFromString } from "node:v8";

interface Compiler {
  readonly flag: string;
  readonly isOnIntrinsic: string;
}

// Compiled code and its metadata grow for thousands of calls and hide small leaks; with these held still an empty body grows by 0.
const compilers: readonly Compiler[] = [
  { flag: "sparkplug", isOnIntrinsic: "%IsSparkplugEnabled()" },
  { flag: "maglev", isOnIntrinsic: "%IsMaglevEnabled()" },
  { flag: "opt", isOnIntrinsic: "%IsTurbofanEnabled()" },
];

/** Keeps V8 from making more of the code that there is, and from throwing it away. */
export interface HeldCode {
  /** Sets the flags again: they belong to the process, and a check in another worker thread may have restored them. */
  readonly hold: () => void;
  /** Gives each flag back the setting that it had. */
  readonly restore: () => void;
}

/**
 * Holds V8's optimising compilers (Sparkplug, Maglev, TurboFan) still until `restore` is called, and has garbage collection keep the bytecode of
 * what did not run for a while: after so many collections that is what a runner does now and then, and to compile it again is growth (37 kB in 1,600
 * calls that make a buffer of a megabyte, Vitest on Node 24).
 *
 * Changes nothing in functions that are compiled already. What was off stays off after `restore`.
 */
export function holdCode(): HeldCode {
  const flags = compilers.filter(({ isOnIntrinsic }) => isOn(isOnIntrinsic)).map(({ flag }) => flag);
  if (!keepsBytecode()) flags.push("flush-bytecode");
  const hold = (): void => {
    for (const flag of flags) setFlagsFromString(`--no-${flag}`);
  };
  hold();
  return {
    hold,
    restore: () => {
      for (const flag of flags) setFlagsFromString(`--${flag}`);
    },
  };
}

// No intrinsic tells of it.
function keepsBytecode(): boolean {
  return [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].some((text) =>
    /--no[-_]?flush[-_]bytecode/.test(text),
  );
}

// V8 offers no way to read a flag. Its test intrinsics tell (present in V8 11.3 to 14.6); where one is missing, the compiler is left alone.
function isOn(intrinsic: string): boolean {
  setFlagsFromString("--allow-natives-syntax");
  try {
    // oxlint-disable-next-line no-implied-eval, no-new-func
    return new Function(`return ${intrinsic}`)() === true;
  } catch {
    return false;
  } finally {
    setFlagsFromString("--no-allow-natives-syntax");
  }
}

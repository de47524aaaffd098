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

/** Keeps V8's optimising compilers from compiling anything more. */
export interface HeldCompilers {
  /** Sets the flags again: they belong to the process, and a check in another worker thread may have restored them. */
  readonly hold: () => void;
  /** Gives each compiler back the setting that it had. */
  readonly restore: () => void;
}

/**
 * Holds V8's optimising compilers (Sparkplug, Maglev, TurboFan) still until `restore` is called.
 *
 * Changes nothing in functions that are compiled already. A compiler that was off stays off after `restore`.
 */
export function holdCompilers(): HeldCompilers {
  const on = compilers.filter(({ isOnIntrinsic }) => isOn(isOnIntrinsic));
  const hold = (): void => {
    for (const { flag } of on) setFlagsFromString(`--no-${flag}`);
  };
  hold();
  return {
    hold,
    restore: () => {
      for (const { flag } of on) setFlagsFromString(`--${flag}`);
    },
  };
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

/** Ends with 64: what was asked cannot be done as it was asked. */
export const EXIT_MISTAKE = 64;

/** Ends with 70: Leakproof itself is at fault. */
export const EXIT_BUG = 70;

/** Ends with 2: there are no records to report on. */
export const EXIT_NO_RECORDS = 2;

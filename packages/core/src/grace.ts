/** Milliseconds that what was started may take to end: as long as goleak's 20 tries with back-off (0.43 s), after which a leak is told. */
export const GRACE_MS = 450;

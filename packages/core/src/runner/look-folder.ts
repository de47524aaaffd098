/** Names the environment variable that tells a run that it is a second look at one file, and where its record is to go. */
export const LOOK_VARIABLE = "LEAKPROOF_GUARD_LOOK";

/** The folder that this run, if it is a second look at one file, leaves its record in; such a run keeps no other records. */
export function lookFolder(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const folder = environment[LOOK_VARIABLE];
  return folder === "" ? undefined : folder;
}

/**
 * Names the file that whoever started the run wants its records in, besides the one that the project names: an absolute path in
 * the environment variable `LEAKPROOF_RECORDS`. So a tool gets at the verdicts of a run without touching its configuration.
 */
export function requestedRecords(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const file = environment["LEAKPROOF_RECORDS"];
  return file === "" ? undefined : file;
}

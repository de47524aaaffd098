/** What was thrown, as a user reads it; "accepted" if nothing was. */
export function messageOf(attempt: () => unknown): string {
  try {
    attempt();
    return "accepted";
  } catch (error) {
    return String(error);
  }
}

/** Reads why a request failed: fetch says no more than that it did, and the reason in the cause of its error. */
export function fetchReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code ?? message) : message;
}

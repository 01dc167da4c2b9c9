/** A short, stable reason for a transport error: its code, where it has one. */
export function failureReason(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

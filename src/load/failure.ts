/** A short, stable reason for a transport error: its code, where it has one. */
export function failureReason(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  // undici's word for a connection that the peer closed before the response was complete.
  return code === "UND_ERR_SOCKET" ? "closed by peer" : code;
}

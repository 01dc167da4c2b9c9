/**
 * Headers, in lower case, that no request of a load can have: they say how its message ends, and what becomes of its
 * connection, which is the client's own to say (RFC 9112, 6 and 9; RFC 9110, 7.8 and 10.1.1).
 */
export const unsendableHeaders: ReadonlySet<string> = new Set(["expect", "keep-alive", "transfer-encoding", "upgrade"]);

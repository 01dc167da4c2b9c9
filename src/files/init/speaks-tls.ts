import type { ComposeEdge } from "../compose-file/find-edges.ts";

const SCHEMES = ["https", "wss", "rediss", "amqps"];

/** Tells whether the URL of an edge says that TLS is spoken on it. */
export function speaksTls({ scheme = "" }: Pick<ComposeEdge, "scheme">): boolean {
  return SCHEMES.includes(scheme);
}

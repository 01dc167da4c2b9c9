import type { ResolvedRequest } from "../../src/load/load.ts";

/** A GET of an address, but for what is given. */
export function get(url: string, given: Partial<ResolvedRequest> = {}): ResolvedRequest {
  return { method: "GET", urls: [url], headers: {}, weight: 1, ...given };
}

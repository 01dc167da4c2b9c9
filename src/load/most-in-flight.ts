import type { LoadShare } from "./load.ts";

/**
 * The number that a sender may have in flight of those that all together may: shares as equal as can be, which come to no more than
 * all. One at least, without which it could send nothing.
 */
export function mostInFlight(ofAll: number, { index, of }: LoadShare): number {
  return Math.max(1, Math.ceil((ofAll - index) / of));
}

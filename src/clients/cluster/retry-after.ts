/**
 * Time in ms for which a server wants not to be asked, from the header (seconds or a date) or its Status; 0 where it
 * says nothing.
 */
export function retryAfterMs(header: unknown, seconds: number | undefined, wallMs: number): number {
  if (typeof header !== "string") return (seconds ?? 0) * 1000;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - wallMs;
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : 0;
}

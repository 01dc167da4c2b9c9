const RATE = /^(\d+(?:\.\d+)?)\/(s|m)$/;

/** Arrivals per second of a rate as people write it: `200/s`, `0.5/s`, `30/m`. Undefined for anything else. */
export function parseRate(text: string): number | undefined {
  const match = RATE.exec(text);
  if (match === null) return undefined;
  const ratePerS = match[2] === "m" ? Number(match[1]) / 60 : Number(match[1]);
  return Number.isFinite(ratePerS) ? ratePerS : undefined;
}

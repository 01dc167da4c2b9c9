import type { PartReading } from "../judge/history/event.ts";
import type { HarnessPart } from "../platforms/platform.ts";

/** Less than this is a loop's usual turn. */
const STALL_MIN_MS = 5;

/**
 * Reads what the parts of the harness did since they were asked before, by their names; `loadStallMs` is the longest
 * stall of what sends the load. Parts that have nothing to say are left out, so that a tick of a run that is well stays
 * small; undefined when none has.
 */
export function readParts(
  parts: readonly HarnessPart[],
  loadStallMs: number,
): Readonly<Record<string, PartReading>> | undefined {
  const said: (readonly [string, PartReading])[] = parts.flatMap((part) => {
    const reading = part.read();
    return reading ? [[part.name, reading] as const] : [];
  });
  if (loadStallMs >= STALL_MIN_MS) said.push(["load", { delayMs: loadStallMs }]);
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

import type { PartReading } from "../history/event.ts";
import type { HarnessPart } from "../platform/platform.ts";

/**
 * What the parts of the harness did since they were asked before, by their names. Parts that have nothing to say are
 * left out, so that a tick of a run that is well stays small; undefined when none has.
 */
export function readParts(parts: readonly HarnessPart[]): Readonly<Record<string, PartReading>> | undefined {
  const said = parts.flatMap((part) => {
    const reading = part.read();
    return reading ? [[part.name, reading] as const] : [];
  });
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

/**
 * The number of characters of a value when it is written out: of texts and keys, with those of an alias as often as it stands there.
 * Takes time for each value once, however often it stands there.
 */
export function writtenLength(value: unknown, known: Map<unknown, number> = new Map()): number {
  if (typeof value !== "object" || value === null) return String(value).length;
  const before = known.get(value);
  if (before !== undefined) return before;
  let length = 0;
  for (const [key, inner] of Object.entries(value)) length += key.length + writtenLength(inner, known);
  known.set(value, length);
  return length;
}

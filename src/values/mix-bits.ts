/** Spreads each bit of a word over all of it; other words become other words (the finalizer of MurmurHash3). */
export function mixBits(word: number): number {
  let bits = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

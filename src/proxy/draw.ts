import { type Random, seededRandom } from "../values/random/random.ts";

/**
 * A stream of random numbers of its own for everything that draws: the same seed and the same words give the
 * same stream, whatever else happens at the same time. FNV-1a over the words, then MurmurHash3's finalizer,
 * because neighbouring seeds of the generator give related streams.
 */
export function randomFor(seed: number, ...words: readonly (string | number)[]): Random {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (const char of words.join("\0")) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return seededRandom(hash ^ (hash >>> 16));
}

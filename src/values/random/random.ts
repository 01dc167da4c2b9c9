import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A stream of numbers, uniform in [0, 1). The same seed gives the same stream. */
export type Random = () => number;

/** Numbers that the generator needs to mix a seed of few bits: its first numbers are near 1 for every small seed. */
const NUMBERS_SKIPPED = 16;

/** A seeded stream. `seed` is any integer; only its low 32 bits count. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0);
  for (let skipped = 0; skipped < NUMBERS_SKIPPED; skipped++) generator.next();
  return () => uniformFloat64(generator);
}

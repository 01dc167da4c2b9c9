import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A stream of numbers, uniform in [0, 1). The same seed gives the same stream. */
export type Random = () => number;

/** A seeded stream. `seed` is any integer; only its low 32 bits count. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0);
  return () => uniformFloat64(generator);
}

import type { Random } from "../../values/random/random.ts";

/** More ways than this aren't gone through one by one: so many are drawn. */
const MOST_WAYS = 100_000;

/** Ways in which some of several runs could be the checked ones. */
export interface Ways {
  readonly count: number;
  /** Number of checked runs, one at least. */
  readonly chosen: number;
  /** The places of the checked runs, from 0: those of the first way, then those of the second, … */
  readonly places: Uint16Array;
}

/** Number of ways to choose `chosen` of `total`. */
export function waysToChoose(total: number, chosen: number): number {
  let ways = 1;
  for (let each = 1; each <= chosen; each++) ways = (ways * (total - chosen + each)) / each;
  return ways;
}

/**
 * The ways in which `chosen` of `total` runs could be the checked ones; by the last of them it is the last runs, as it really
 * was. All ways, or where they are more than `most` so many at random and the real one: a test by ways that are drawn holds
 * its level as one by all does, if the real one counts among them.
 *
 * B. Phipson and G. K. Smyth, "Permutation P-values should never be zero", Statistical Applications in Genetics and
 * Molecular Biology 9 (2010), article 39.
 */
export function waysOf(total: number, chosen: number, random: Random, most = MOST_WAYS): Ways {
  const all = waysToChoose(total, chosen);
  const count = all <= most ? all : most + 1;
  const places = new Uint16Array(count * chosen);
  const last = count - 1;
  if (all <= most) writeAll(places, total, chosen);
  else {
    for (let way = 0; way < last; way++) places.set(drawn(total, chosen, random), way * chosen);
    places.set(lastRuns(total, chosen), last * chosen);
  }
  return { count, chosen, places };
}

function lastRuns(total: number, chosen: number): number[] {
  return Array.from({ length: chosen }, (_, at) => total - chosen + at);
}

/** In the order of a dictionary, which the last runs end. */
function writeAll(places: Uint16Array, total: number, chosen: number): void {
  const way = Array.from({ length: chosen }, (_, at) => at);
  for (let from = 0; from < places.length; from += chosen) {
    places.set(way, from);
    let at = chosen - 1;
    while (at > 0 && way[at] === total - chosen + at) at--;
    const moved = (way[at] ?? 0) + 1;
    for (let next = at; next < chosen; next++) way[next] = moved + next - at;
  }
}

function drawn(total: number, chosen: number, random: Random): number[] {
  const runs = Array.from({ length: total }, (_, at) => at);
  for (let at = 0; at < chosen; at++) {
    const other = at + Math.floor(random() * (total - at));
    [runs[at], runs[other]] = [runs[other] ?? 0, runs[at] ?? 0];
  }
  return runs.slice(0, chosen);
}

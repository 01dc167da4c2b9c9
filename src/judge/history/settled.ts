import { median } from "../measure/median.ts";
import type { WindowPoint } from "./window-series.ts";

/** Short windows that are compared, the earlier half with the later: five seconds at least. */
const WINDOWS = 10;
/** The load fell silent when its latest window ended longer ago. */
const RECENT_MS = 3000;

/**
 * The difference allowed between the halves: a share of what it was, or in the measure's own unit, whichever is more.
 */
interface Tolerance {
  readonly share: number;
  readonly least: number;
}
const LATENCY: Tolerance = { share: 0.1, least: 1 };
const RATE: Tolerance = { share: 0.1, least: 1 };
const ERRORS: Tolerance = { share: 0, least: 0.01 };

/**
 * Tells whether a load has stopped drifting: median latency, error rate and rate of its latest short windows differ no
 * more between the earlier and the later half than they do within one.
 * @param points in order; those before the latest ten don't count
 */
export function hasSettled(points: readonly WindowPoint[], nowMs: number): boolean {
  const latest = points.slice(-WINDOWS);
  const last = latest.at(-1);
  if (latest.length < WINDOWS || last === undefined || nowMs - last.toMs > RECENT_MS) return false;
  return (
    isLevel(
      latest.map(({ p50Ms }) => p50Ms),
      LATENCY,
    ) &&
    isLevel(
      latest.map(({ errorRate }) => errorRate),
      ERRORS,
    ) &&
    isLevel(
      latest.map(({ ratePerS }) => ratePerS),
      RATE,
    )
  );
}

function isLevel(values: readonly (number | undefined)[], { share, least }: Tolerance): boolean {
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length) return false;
  const [earlier, later] = [known.slice(0, known.length / 2), known.slice(known.length / 2)];
  // Half of how far values of one half are apart, so that noise isn't called a drift, and a drift not noise.
  const noise = Math.max(...[earlier, later].map((half) => Math.max(...half) - Math.min(...half))) / 2;
  const before = median(earlier);
  return Math.abs(median(later) - before) <= Math.max(share * before, least, noise);
}

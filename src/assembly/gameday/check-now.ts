import type { TimeWindow } from "../../files/gameday/gameday.ts";
import { GamedayError } from "../../files/gameday/gameday-error.ts";
import type { ReadGameday } from "../../files/gameday/parse-gameday.ts";
import { isInside } from "../../files/gameday/parse-gameday.ts";
import type { Path } from "../../files/yaml/problem.ts";
import { type ClockTime, clockTime, type Occurrence, timeOf } from "../../judge/calendar/occurrences.ts";
import { formatNumber } from "../../judge/criteria/format.ts";
import type { RunContext } from "../run-context.ts";
import { askPrometheus } from "./ask-prometheus.ts";

/** People come early, and not on another day. */
const EARLIEST_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Checks that a game day in production may begin now, or go on: that it is the day, that its experiments would end inside of the
 * window, and that the live rate is below its limit. Resolves with a sentence of what was seen.
 * @throws GamedayError where it may not; NoSampleError where the rate isn't known
 */
export async function checkNow(
  { gameday: { environment, lastsMs }, document }: ReadGameday,
  day: Occurrence,
  experimentsMs: number,
  context: RunContext,
): Promise<readonly string[]> {
  if (environment.is === "staging") return [];
  const refuse = (path: Path, message: string) => {
    throw new GamedayError([document.problemAt(["environment", ...path], { message })]);
  };
  const nowMs = context.clock.wallMs();
  if (nowMs < day.atMs - EARLIEST_MS) {
    const next = `the next one is ${day.local} in ${day.zone}`;
    refuse([], `it isn't the day: ${next}, and in production it begins an hour earlier at most`);
  }
  if (nowMs > day.atMs + lastsMs) {
    refuse([], `it isn't the day any more: it was ${day.local} in ${day.zone}; hold what is left of it on another`);
  }
  const outside = outsideOf(environment.window, clockTime(nowMs, day.zone), nowMs % MINUTE_MS, experimentsMs);
  if (outside !== undefined) refuse(["window"], outside);
  const { url, query, belowPerS } = environment.rate;
  const ratePerS = await askPrometheus("the live rate", url, query, context);
  const [rate, limit] = [ratePerS, belowPerS].map((value) => `${formatNumber(value)}/s`);
  if (!(ratePerS >= 0 && ratePerS < belowPerS))
    refuse(["rate"], `the live rate is ${rate}, and must be below ${limit}`);
  return [`the live rate is ${rate}, below ${limit}`];
}

/**
 * The reason experiments that begin now don't end in a window; undefined where they do.
 * @param sinceMs what is over of the minute that it is
 */
function outsideOf(window: TimeWindow, now: ClockTime, sinceMs: number, experimentsMs: number): string | undefined {
  const time = timeOf(now);
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  if (isInside(window, hours * 60 + minutes, (sinceMs + experimentsMs) / MINUTE_MS)) return undefined;
  const lengthMin = Math.ceil(experimentsMs / MINUTE_MS);
  return `it is ${time} in ${now.zone}, and the ${lengthMin} min of the experiments wouldn't end inside of it`;
}

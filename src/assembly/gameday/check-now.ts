import { GamedayError } from "../../files/gameday/gameday-error.ts";
import type { ReadGameday } from "../../files/gameday/parse-gameday.ts";
import { isInside } from "../../files/gameday/parse-gameday.ts";
import { clockTime } from "../../judge/calendar/occurrences.ts";
import { formatNumber } from "../../judge/criteria/format.ts";
import type { RunContext } from "../run-context.ts";
import { askPrometheus } from "./ask-prometheus.ts";

/**
 * Checks that a game day in production may begin now: that its experiments would end inside of the window, and that the live rate
 * is below its limit. Resolves with a sentence of what was seen.
 * @throws GamedayError where it may not; NoSampleError where the rate isn't known
 */
export async function checkNow(
  { gameday, document }: ReadGameday,
  experimentsMs: number,
  context: RunContext,
): Promise<readonly string[]> {
  const { environment, when } = gameday;
  if (environment.is === "staging") return [];
  const refuse = (key: string, message: string) =>
    new GamedayError([document.problemAt(["environment", key], { message })]);
  const { local } = clockTime(context.clock.wallMs(), when.zone);
  const time = local.slice(-5);
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const lengthMin = Math.ceil(experimentsMs / 60_000);
  if (!isInside(environment.window, hours * 60 + minutes, lengthMin)) {
    throw refuse(
      "window",
      `it is ${time} in ${when.zone}, and the ${lengthMin} min of the experiments wouldn't end inside of it`,
    );
  }
  const { url, query, belowPerS } = environment.rate;
  const ratePerS = await askPrometheus("the live rate", url, query, context);
  const rate = `the live rate is ${formatNumber(ratePerS)}/s`;
  if (ratePerS >= 0 && ratePerS < belowPerS) return [`${rate}, below ${formatNumber(belowPerS)}/s`];
  throw refuse("rate", `${rate}, and must be below ${formatNumber(belowPerS)}/s`);
}

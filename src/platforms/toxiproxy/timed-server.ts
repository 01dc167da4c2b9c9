import { formatMs } from "../../judge/criteria/format.ts";
import type { PartReading } from "../../judge/history/event.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { httpGet } from "../http-get.ts";
import type { HarnessPart } from "../platform.ts";
import { ProxyGoneError } from "../proxy-gone-error.ts";
import { SampledPart } from "../sampled-part.ts";

/** An idle server answers within a millisecond or two. */
const WORTH_SAYING_MS = 10;
/** One that hasn't answered for so long fails what goes through it. */
const FROZEN_FROM_MS = 1_500;
/** It is read every tick. Fewer readings in that time say that it was this process that stood still. */
const READINGS_MIN = 20;
const ANSWER_WITHIN_MS = 5_000;
const FROZEN_HINT = "look whether it was stopped or gets no processor; what goes through it hangs meanwhile";

/**
 * A Toxiproxy that says nothing of itself, by how long it takes to answer a question of ours.
 * @param onFrozen told when it doesn't answer any more: what is on its edges can neither be seen nor taken out
 */
export function timedServer(apiUrl: string, clock: Clock, onFrozen: (error: Error) => void): HarnessPart {
  let readings = 0;
  const ask = async () => {
    const startMs = clock.nowMs();
    readings = 0;
    try {
      await httpGet(`${apiUrl}/version`, AbortSignal.timeout(ANSWER_WITHIN_MS));
      return delay(clock.nowMs() - startMs);
    } catch (error) {
      return { failing: `Toxiproxy does not answer at ${apiUrl}: ${(error as Error).message}` };
    }
  };
  const late = (waitedMs: number) => {
    if (++readings < READINGS_MIN || waitedMs < FROZEN_FROM_MS) return delay(waitedMs);
    const failing = `Toxiproxy did not answer for ${formatMs(waitedMs)}`;
    onFrozen(new ProxyGoneError({ message: `${failing} at ${apiUrl}`, hint: FROZEN_HINT }));
    return { delayMs: waitedMs, failing };
  };
  return new SampledPart("Toxiproxy", clock, ask, late);
}

function delay(delayMs: number): PartReading | undefined {
  return delayMs >= WORTH_SAYING_MS ? { delayMs } : undefined;
}

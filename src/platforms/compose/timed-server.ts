import { formatMs } from "../../judge/criteria/format.ts";
import type { PartReading } from "../../judge/history/event.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { httpGet } from "../http-get.ts";
import type { HarnessPart } from "../platform.ts";
import { SampledPart } from "../sampled-part.ts";

/** An idle server answers within a millisecond or two. */
const WORTH_SAYING_MS = 10;
/** One that hasn't answered for so long may be failing what goes through it. */
const FAILING_FROM_MS = 2_000;
const ANSWER_WITHIN_MS = 5_000;

/** A Toxiproxy that says nothing of itself, by how long it takes to answer a question of ours. */
export function timedServer(apiUrl: string, clock: Clock): HarnessPart {
  const ask = async () => {
    const startMs = clock.nowMs();
    try {
      await httpGet(`${apiUrl}/version`, AbortSignal.timeout(ANSWER_WITHIN_MS));
      return delay(clock.nowMs() - startMs);
    } catch (error) {
      return { failing: `Toxiproxy does not answer at ${apiUrl}: ${(error as Error).message}` };
    }
  };
  return new SampledPart("Toxiproxy", clock, ask, late);
}

function late(waitedMs: number): PartReading | undefined {
  if (waitedMs < FAILING_FROM_MS) return delay(waitedMs);
  return { delayMs: waitedMs, failing: `Toxiproxy did not answer for ${formatMs(waitedMs)}` };
}

function delay(delayMs: number): PartReading | undefined {
  return delayMs >= WORTH_SAYING_MS ? { delayMs } : undefined;
}

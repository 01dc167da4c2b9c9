import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { Judgement } from "../../history/event.ts";
import type { SignalReading } from "../../measure/window.ts";
import { formatNumber } from "../format.ts";
import { decided, FEWEST_SAMPLES, undecided } from "../judgement.ts";
import type { MetricRule } from "../metric-rule.ts";
import { isFew } from "../suspicion.ts";
import { unseen } from "../unseen.ts";

/** Calls that began on the edge per request that came in to its caller; `incoming` over the same window. */
function judgeEdge(criterion: Criterion, { started }: SignalReading, incoming = 0): Judgement {
  if (incoming >= FEWEST_SAMPLES) return decided(criterion, started / incoming, incoming);
  return undecided(`needs ${FEWEST_SAMPLES} requests to the caller, got ${incoming}`, incoming);
}

/** Attempts that began per arrival of the load. */
function judgeLoad(criterion: Criterion, { started, retries }: SignalReading): Judgement {
  if (started >= FEWEST_SAMPLES) return decided(criterion, (started + retries) / started, started);
  return undecided(`needs ${FEWEST_SAMPLES} requests, got ${started}`, started);
}

export const amplification: MetricRule = {
  judgeSignal: (criterion, signal, { incoming, incomingOpaque }) => {
    if (criterion.signal.kind === "load") return judgeLoad(criterion, signal);
    if (incomingOpaque) return undecided(unseen(incomingOpaque, "edges to the caller"), 0);
    return judgeEdge(criterion, signal, incoming);
  },
  samplesNeeded: () => FEWEST_SAMPLES,
  stands: ({ reading, spoiled }) => isFew(spoiled, reading.started),
  format: (calls) => `${formatNumber(calls)}x`,
  isWorseWhenBusy: false,
};

import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { timeout as timeoutToxic } from "../../proxy/toxics/timeout.ts";
import type { ProxiedCall } from "./proxied-call.ts";
import {
  bytesToCome,
  removesToxic,
  shareOfConnections,
  type ToxicKind,
  type ToxicParams,
  toxicKeys,
  whatFlows,
} from "./toxic-kind.ts";

/** A call that takes this much longer than the one before will have no answer. */
const LONG_MS = 1_000;

interface TimeoutParams extends ToxicParams {
  /** Milliseconds; 0 never closes. */
  readonly timeout: number;
}

export const timeout: ToxicKind<TimeoutParams> = {
  type: "timeout",
  targets: "edge",
  summary: "Lets nothing through, and closes the connection after a while, or never.",
  params: z.strictObject({
    timeout: durationSchema()
      .prefault("0s")
      .meta({ description: "Until the connection is closed, counted from the last data; 0s never closes it" }),
    ...toxicKeys,
  }),
  explain: (params) => ({
    does: `swallows all ${whatFlows(params)}${shareOfConnections(params)} and ${closing(params)}`,
    undo: `${removesToxic}, which closes the connections that it held`,
    proof: `the proxy counts the ${whatFlows(params)} that the toxic swallowed`,
  }),
  toxicTypes: [timeoutToxic],
  toxics: (params) => [
    {
      type: timeoutToxic.type,
      stream: params.stream,
      attributes: { timeout: params.timeout },
      toxicity: params.toxicity,
    },
  ],
  acted: (times) => `swallowed data ${times} times`,
  shows: ({ timeout }, now, before) => {
    if (before.answeredMs === undefined) return closesSilence(timeout, now, before);
    const isLong = now.elapsedMs >= before.answeredMs + LONG_MS;
    return now.answeredMs === undefined && (now.end === "closed" || isLong);
  },
  canShow: ({ stream }, talk) => bytesToCome(stream, talk) > 0,
  isShownBySilence: true,
};

/** Of a silent connection, which stayed open before for longer than the toxic lets it. */
function closesSilence(timeoutMs: number, now: ProxiedCall, before: ProxiedCall): boolean {
  const stayedOpen = before.end === undefined && before.elapsedMs > timeoutMs;
  return timeoutMs > 0 && stayedOpen && now.end === "closed" && now.elapsedMs >= timeoutMs * 0.8;
}

function closing(params: TimeoutParams): string {
  return params.timeout === 0
    ? "never closes the connection"
    : `closes the connection ${formatDuration(params.timeout)} later`;
}

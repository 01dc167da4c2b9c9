import { z } from "zod";
import { formatDuration } from "../../experiment/duration.ts";
import { durationSchema } from "../../experiment/value-schemas.ts";
import {
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
  /** 0 never closes. */
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
  toxics: (params) => [
    { type: "timeout", stream: params.stream, attributes: { timeout: params.timeout }, toxicity: params.toxicity },
  ],
  acted: (times) => `swallowed data ${times} times`,
  shows: (_, { answeredMs, end, elapsedMs }, before) =>
    answeredMs === undefined && (end === "closed" || elapsedMs >= (before.answeredMs ?? 0) + LONG_MS),
};

function closing(params: TimeoutParams): string {
  return params.timeout === 0
    ? "never closes the connection"
    : `closes the connection ${formatDuration(params.timeout)} later`;
}

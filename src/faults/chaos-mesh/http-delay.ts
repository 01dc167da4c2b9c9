import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { type ChaosKind, goDuration, provesChaos, removesChaos } from "./chaos-kind.ts";
import { onRoute, type RouteParams, routeKeys, routeName } from "./http-route.ts";

interface HttpDelayParams extends RouteParams {
  /** Milliseconds. */
  readonly delay: number;
}

export const httpDelay: ChaosKind<HttpDelayParams> = {
  type: "http-delay",
  targets: "service",
  summary: "Delays every request of a route, as it comes in at the pods.",
  params: z.strictObject({
    delay: durationSchema({ leastMs: 1 }).meta({ description: "Of each request" }),
    ...routeKeys,
  }),
  explain: (params) => ({
    does: `delays ${routeName(params)} by ${formatDuration(params.delay)}`,
    undo: removesChaos,
    proof: provesChaos,
  }),
  kind: "HTTPChaos",
  means: "HTTPChaos delay",
  spec: (params) => ({ target: "Request", ...onRoute(params), delay: goDuration(params.delay) }),
};

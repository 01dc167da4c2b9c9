import { z } from "zod";
import { type ChaosKind, provesChaos, removesChaos } from "./chaos-kind.ts";
import { onRoute, type RouteParams, routeKeys, routeName } from "./http-route.ts";

interface HttpStatusParams extends RouteParams {
  readonly status: number;
}

export const httpStatus: ChaosKind<HttpStatusParams> = {
  type: "http-status",
  targets: "service",
  summary: "Gives every answer of a route another status, as it leaves the pods; the service has done its work then.",
  params: z.strictObject({
    status: z
      .int()
      .min(100)
      .max(599)
      .meta({ description: "The status instead", examples: [503] }),
    ...routeKeys,
  }),
  explain: (params) => ({
    does: `gives the answer to ${routeName(params)} the status ${params.status}`,
    undo: removesChaos,
    proof: provesChaos,
  }),
  kind: "HTTPChaos",
  means: "HTTPChaos replace",
  spec: (params) => ({ target: "Response", ...onRoute(params), replace: { code: params.status } }),
};

import { z } from "zod";
import { type ChaosKind, provesChaos, removesChaos } from "./chaos-kind.ts";
import { onRoute, type RouteParams, routeKeys, routeName } from "./http-route.ts";

export const httpAbort: ChaosKind<RouteParams> = {
  type: "http-abort",
  targets: "service",
  summary: "Breaks the connection of every request of a route, as it comes in at the pods.",
  params: z.strictObject(routeKeys),
  explain: (params) => ({
    does: `breaks the connection of ${routeName(params)}`,
    undo: removesChaos,
    proof: provesChaos,
  }),
  kind: "HTTPChaos",
  means: "HTTPChaos abort",
  spec: (params) => ({ target: "Request", ...onRoute(params), abort: true }),
};

import type { Inability } from "../../judge/plan/plan.ts";
import { httpAbort } from "../messages/http-abort.ts";
import { httpDelay } from "../messages/http-delay.ts";
import { httpStatus } from "../messages/http-status.ts";
import { type ChaosRecipe, type ChaosSpec, goDuration } from "./chaos-kind.ts";

const HTTP_CHAOS = "HTTPChaos";

const notOnEdges: Inability = {
  why: "HTTPChaos acts on what comes in at a service's pods, whoever sends it; on an edge brownout's own proxy makes it",
  instead:
    "put it on the callee, with its `port`, or run it on this machine (`--on local`) or on Compose with `proxy: brownout`",
};

/** A route of a service's pods. */
interface Route {
  readonly port: number;
  readonly path?: string | undefined;
  readonly method?: string | undefined;
}

/** HTTPChaos takes no share: it acts on every request of the route. */
function onRoute({ port, path = "*", method }: Route): ChaosSpec {
  return { port, path, ...(method === undefined ? {} : { method }) };
}

const abort: ChaosRecipe<Route> = {
  type: httpAbort.type,
  kind: HTTP_CHAOS,
  means: "HTTPChaos abort",
  notOnEdges,
  spec: (params) => ({ target: "Request", ...onRoute(params), abort: true }),
};

const delay: ChaosRecipe<Route & { readonly delay: number }> = {
  type: httpDelay.type,
  kind: HTTP_CHAOS,
  means: "HTTPChaos delay",
  notOnEdges,
  spec: (params) => ({ target: "Request", ...onRoute(params), delay: goDuration(params.delay) }),
};

const status: ChaosRecipe<Route & { readonly status: number }> = {
  type: httpStatus.type,
  kind: HTTP_CHAOS,
  means: "HTTPChaos replace",
  notOnEdges,
  spec: (params) => ({ target: "Response", ...onRoute(params), replace: { code: params.status } }),
};

export const httpRecipes: readonly ChaosRecipe[] = [abort, delay, status];

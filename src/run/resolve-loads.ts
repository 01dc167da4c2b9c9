import { reveal } from "../files/experiment/concealed-text.ts";
import type { RequestSpec } from "../files/experiment/experiment.ts";
import type { Plan } from "../judge/plan/plan.ts";
import type { ResolvedLoad, ResolvedRequest } from "../load/load.ts";
import type { RunningSystem } from "../platforms/platform.ts";

/** The plan's loads with the addresses that the services got. */
export function resolveLoads(plan: Plan, system: RunningSystem): ResolvedLoad[] {
  return plan.experiment.loads.map((load) => ({
    ...load,
    requests: load.requests.map((request) => resolveRequest(request, system)),
  }));
}

/** From here on what must not be shown is there as it is sent: the request is for whoever sends it, and nobody else. */
function resolveRequest({ service, method, weight, ...sent }: RequestSpec, system: RunningSystem): ResolvedRequest {
  const path = reveal(sent.path);
  return {
    method,
    weight,
    urls: service === undefined ? [path] : system.urlsOf(service).map((base) => base + path),
    headers: Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name, reveal(value)])),
    ...(sent.body === undefined ? {} : { body: reveal(sent.body) }),
  };
}

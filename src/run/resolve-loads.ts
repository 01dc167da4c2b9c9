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

function resolveRequest({ service, path, ...request }: RequestSpec, system: RunningSystem): ResolvedRequest {
  const urls = service === undefined ? [path] : system.urlsOf(service).map((base) => base + path);
  return { ...request, urls };
}

import { edgeName } from "../../values/edge-name.ts";
import type { TopicAddress } from "../graph/behaviour.ts";
import type { Graph } from "../graph/graph.ts";
import { routesTaken } from "../graph/routes.ts";
import { reveal } from "./concealed-text.ts";
import type { FaultTarget } from "./fault-spec.ts";
import { type LoadSpec, servicesOf } from "./load-spec.ts";

/**
 * Tells whether requests of the loads come to what a fault is on: by the calls of the routes that they use where the
 * graph knows them, else by any edge of a service. Undefined without a load, and where one goes to a URL, behind which
 * anything may be.
 */
export function isReached(target: FaultTarget, loads: readonly LoadSpec[], graph: Graph): boolean | undefined {
  const targets = loads.flatMap(servicesOf);
  if (targets.length === 0 || targets.includes(undefined)) return undefined;
  const { services, edges } = reachOf(loads, graph);
  return target.kind === "edge" ? edges.has(edgeName(target)) : services.has(target.service);
}

/**
 * The names of all services that the loads come to, directly, by the calls that they cause or by the records that they
 * become, and of the edges.
 */
function reachOf(loads: readonly LoadSpec[], graph: Graph) {
  const services = new Set<string>();
  const edges = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string, request?: { readonly method: string; readonly path: string }) => {
    const service = graph.services.find((one) => one.name === name);
    if (service === undefined) return;
    services.add(name);
    const routes = request && routesTaken(service, request.method, request.path);
    const how = `${name} ${routes ?? "in any way"}`;
    if (seen.has(how)) return;
    seen.add(how);
    if (routes === undefined) {
      for (const edge of graph.edges.filter(({ caller }) => caller === name)) {
        edges.add(edgeName(edge));
        visit(edge.callee);
      }
      return;
    }
    const taken = routes.flatMap((route) => service.behaviour?.routes[route] ?? []);
    for (const call of taken.flatMap(({ steps }) => steps.flat())) {
      edges.add(edgeName({ caller: name, callee: call.callee }));
      visit(call.callee, call);
    }
    for (const { publishes } of taken) if (publishes) visitConsumers(publishes);
  };
  const visitConsumers = ({ broker, topic }: TopicAddress) => {
    services.add(broker);
    for (const { name, behaviour } of graph.services) {
      const { consumes } = behaviour ?? {};
      if (consumes?.broker !== broker || consumes.topic !== topic) continue;
      services.add(name);
      for (const call of consumes.steps.flat()) {
        edges.add(edgeName({ caller: name, callee: call.callee }));
        visit(call.callee, call);
      }
    }
  };
  for (const { requests, command } of loads) {
    for (const { service = "", method, path } of requests) visit(service, { method, path: reveal(path) });
    if (command?.service !== undefined) visit(command.service);
  }
  return { services, edges };
}

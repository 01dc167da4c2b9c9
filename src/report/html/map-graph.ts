import { servicesOf } from "../../files/experiment/load-spec.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { MapEdge, MapNode } from "./graph-layout.ts";

/** The services of a system and the loads on it, and the signals between them, as a map of its cascade has them. */
export function mapGraph({ experiment }: Plan): {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
} {
  const services = new Map<string, MapNode>();
  for (const { name } of experiment.system.graph?.services ?? []) services.set(name, { name, kind: "service" });
  const loads = experiment.loads.map((load) => ({ load, node: { name: load.name, kind: "load" } as const }));
  const edges = (experiment.system.graph?.edges ?? []).flatMap((edge) => {
    const [from, to] = [services.get(edge.caller), services.get(edge.callee)];
    return from === undefined || to === undefined ? [] : [{ signal: edgeName(edge), from, to }];
  });
  const entries = loads.flatMap(({ load, node }) =>
    [...new Set(servicesOf(load))].flatMap((service) => {
      const to = service === undefined ? undefined : services.get(service);
      return to === undefined ? [] : [{ signal: load.name, from: node, to }];
    }),
  );
  const used = new Set(entries.map(({ from }) => from));
  const ways = loads.map(({ node }) => node).filter((node) => used.has(node));
  return { nodes: [...ways, ...services.values()], edges: [...entries, ...edges] };
}

import { Toxiproxy } from "toxiproxy-node-client";
import type { EdgeFacts } from "../../files/experiment/edge-facts.ts";
import { type EdgeEnds, edgeSettings } from "../edge-settings.ts";
import type { ListedProxy, ProxiedEdge } from "../toxiproxy/listed-proxies.ts";

export interface ToldProxies {
  readonly edges: readonly ProxiedEdge[];
  readonly proxies: readonly ListedProxy[];
  readonly ends: EdgeEnds;
}

/** Tells a server of ours that has its proxies already what an experiment says of their edges. */
export async function tellFacts(
  facts: readonly EdgeFacts[],
  apiUrl: string,
  { edges, proxies, ends }: ToldProxies,
): Promise<void> {
  const api = new Toxiproxy(apiUrl);
  for (const { edge, proxy: name } of edges) {
    const settings = edgeSettings(facts, edge, ends);
    const listed = proxies.find((proxy) => proxy.name === name);
    if (listed === undefined || Object.keys(settings).length === 0) continue;
    const { listen, upstream, enabled } = listed;
    const proxy = await api.get(name);
    await proxy.update({ listen, upstream, enabled, ...settings });
  }
}

import { parseEdge } from "../../files/experiment/resolve-names.ts";
import type { ExternalSpec } from "../../files/experiment/system-spec.ts";
import type { Edge } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import { BETWEEN, type ListedProxy, type ProxiedEdge } from "../toxiproxy/listed-proxies.ts";
import { ExternalSystemError } from "./external-errors.ts";

/**
 * Finds which edges run through a Toxiproxy's proxies: those that `proxies` names, then those whose own name says it,
 * such as `checkout-pricing`. Of a name that can be cut in several places, the cut between two known services counts; a
 * proxy that even then could be several edges, or none, is none.
 * @param known names of services that are known otherwise
 * @throws ExternalSystemError where `proxies` names one that isn't there, or an edge that has another proxy
 */
export function edgesByName(
  { proxies: named, edges, toxiproxy }: ExternalSpec,
  proxies: readonly ListedProxy[],
  known: readonly string[],
): readonly ProxiedEdge[] {
  const given = named.map(({ edge, proxy }) => {
    const name = edgeName(edge);
    if (edges.some((one) => edgeName(one.edge) === name)) {
      throw new ExternalSystemError({
        message: `system.external: ${name} has addresses under edges, and a proxy under proxies`,
        hint: "Leave one of them out.",
      });
    }
    if (proxies.some((one) => one.name === proxy)) return { edge, proxy };
    const there = proxies.length === 0 ? "none" : proxies.map((one) => one.name).join(", ");
    throw new ExternalSystemError({
      message: `system.external.proxies: the Toxiproxy at ${toxiproxy} has no proxy "${proxy}" for ${name}`,
      hint: `It has ${there}.`,
    });
  });
  const taken = new Set([...given, ...edges].map(({ edge }) => edgeName(edge)));
  const told = new Set(given.map(({ proxy }) => proxy));
  const found = proxies.filter(({ name }) => !told.has(name)).flatMap(({ name }) => saidBy(name, known));
  // What the experiment says by itself comes first: a proxy of ours may well lead to one of theirs.
  return [...given, ...found.filter(({ edge }) => !taken.has(edgeName(edge)))];
}

function saidBy(proxy: string, known: readonly string[]): readonly ProxiedEdge[] {
  const cuts = edgesIn(proxy);
  const isKnown = (name: string) => known.includes(name);
  const ranks = [
    cuts.filter(({ caller, callee }) => isKnown(caller) && isKnown(callee)),
    cuts.filter(({ caller, callee }) => isKnown(caller) || isKnown(callee)),
    cuts,
  ];
  const best = ranks.find((rank) => rank.length > 0) ?? [];
  const [edge] = best;
  return edge === undefined || best.length > 1 ? [] : [{ edge, proxy }];
}

/** Every edge that a proxy's name could be of. */
function edgesIn(name: string): readonly Edge[] {
  const found = new Map<string, Edge>();
  for (const between of name.includes("->") ? (["->"] as const) : BETWEEN) {
    for (let at = name.indexOf(between); at >= 0; at = name.indexOf(between, at + 1)) {
      const edge = parseEdge(`${name.slice(0, at)} -> ${name.slice(at + between.length)}`);
      if (edge !== undefined) found.set(edgeName(edge), edge);
    }
  }
  return [...found.values()];
}

import type { ContainerState } from "../../clients/engine/container.ts";
import type { Engine } from "../../clients/engine/engine.ts";
import { FaultError } from "../../faults/fault-error.ts";
import type { Peer, ServiceNetworks } from "../../faults/network/service-networks.ts";
import type { Edge } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { ContainerReplica } from "../containers/container-replica.ts";
import { type ListedProxy, type ProxiedEdge, portOf } from "../toxiproxy/listed-proxies.ts";
import type { ComposeProject } from "./compose-project.ts";
import type { CalledEdge } from "./interposed/called-edges.ts";

interface Parts {
  readonly engine: Engine;
  readonly networkKind: string;
  readonly project: ComposeProject;
  readonly edges: readonly ProxiedEdge[];
  /** Edges whose ports are known without a proxy. */
  readonly redirected: readonly CalledEdge[];
  readonly proxies: readonly ListedProxy[];
  readonly server: { readonly replica: ContainerReplica } | undefined;
}

/** The networks of a project's containers, by the containers' names. */
export function containerNetworks(
  parts: Parts,
  replicasOf: (service: string) => readonly ContainerReplica[],
): ServiceNetworks {
  return {
    networksOf: (service) =>
      replicasOf(service).map(({ ref, number }, _, all) => ({
        label: all.length === 1 ? service : `${service}, replica ${number}`,
        name: { kind: parts.networkKind, id: ref.name, engine: { ...parts.engine.address } },
      })),
    async peersOf(edge) {
      const proxied = await proxyPeers(edge, parts);
      return proxied.length > 0 ? proxied : calleePeers(edge, parts, replicasOf(edge.callee));
    },
  };
}

/** One server serves all edges, so an edge is told from others by its proxy's port. */
async function proxyPeers(edge: Edge, { edges, proxies, server }: Parts): Promise<readonly Peer[]> {
  const names = edges.filter((one) => edgeName(one.edge) === edgeName(edge)).map(({ proxy }) => proxy);
  const ports = proxies.filter(({ name }) => names.includes(name)).map(({ listen }) => Number(portOf(listen)));
  if (server === undefined || ports.length === 0) return [];
  const addresses = addressesOf(await server.replica.refresh());
  return addresses.flatMap((address) => ports.map((port) => ({ address, port })));
}

/** An edge without a proxy leads to the callee itself, on the ports that it is known for. */
async function calleePeers(
  edge: Edge,
  { project, redirected }: Parts,
  replicas: readonly ContainerReplica[],
): Promise<readonly Peer[]> {
  const called = redirected.find((one) => edgeName(one.edge) === edgeName(edge))?.ports;
  const callee = project.services.find(({ name }) => name === edge.callee);
  const ports = called ?? callee?.publishedPorts ?? [];
  const states = await Promise.all(replicas.map((replica) => replica.refresh()));
  const peers = states.flatMap(addressesOf).flatMap((address) => ports.map((port) => ({ address, port })));
  if (peers.length > 0) return peers;
  throw new FaultError({
    message: `what ${edgeName(edge)} is can't be told from other packets: no port of ${edge.callee} is known`,
    hint: "Publish or expose its port in the compose file, or lead the edge through a proxy.",
  });
}

/** A container's own addresses, one in each of its networks; none while it is stopped. */
export function addressesOf(state: ContainerState | undefined): readonly string[] {
  return Object.values(state?.networks ?? {}).flatMap(({ ipv4 }) => (ipv4 === "" ? [] : [ipv4]));
}

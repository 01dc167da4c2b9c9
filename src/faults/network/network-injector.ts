import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { FaultInjector, FaultOrder, PreparedFault } from "../fault.ts";
import { FaultError } from "../fault-error.ts";
import { networkKinds } from "../kinds.ts";
import { meansFor } from "./means.ts";
import type { FindNamespace, Namespace } from "./namespace.ts";
import { plannedTechnique } from "./network-capabilities.ts";
import type { NetworkKind } from "./network-kind.ts";
import { networkRecord, networkRecords } from "./network-record.ts";
import type { ReplicaNetwork, ServiceNetworks } from "./service-networks.ts";

/** Makes faults on packets in the networks of a running system's services. */
export function networkInjector(networks: ServiceNetworks, find: FindNamespace): FaultInjector<NetworkKind> {
  return {
    kinds: networkKinds,
    async prepare(order) {
      return targetsOf(order.fault, networks).map((network) => prepareIn(network, order, networks, find));
    },
  };
}

/** A service's replicas; for an edge, all of its caller, whose packets to the callee can be told from others there. */
function targetsOf({ on, replicas }: PlannedFault, networks: ServiceNetworks): readonly ReplicaNetwork[] {
  if (on.kind === "edge") return networks.networksOf(on.caller);
  return networks.networksOf(on.service).filter((_, index) => replicas.includes(index + 1));
}

function prepareIn(
  network: ReplicaNetwork,
  { fault, kind, within }: FaultOrder<NetworkKind>,
  networks: ServiceNetworks,
  find: FindNamespace,
): PreparedFault {
  const recipe = plannedTechnique(kind, fault.technique).recipe(fault.params);
  const means = meansFor(recipe.by);
  const undo = networkRecord(network, fault, recipe.by, within);
  const trace = networkRecords.read(undo);
  return {
    undo,
    /** Not cut short once it has begun: nothing may still be under way when the undo comes. */
    async inject(signal) {
      signal.throwIfAborted();
      const peers = fault.on.kind === "edge" ? await networks.peersOf(fault.on) : undefined;
      const namespace = await findNow(network, find);
      if (namespace === undefined) throw networkGone(network);
      signal.throwIfAborted();
      await means.inject({ namespace, trace, recipe, peers });
      signal.throwIfAborted();
    },
    async verify() {
      const namespace = await findNow(network, find);
      if (namespace === undefined) return { took: "false", evidence: `${network.label} has no network any more` };
      return means.verify({ namespace, trace, recipe, done: kind.done });
    },
  };
}

/** The network as it is now, called as its service is. */
async function findNow({ name, label }: ReplicaNetwork, find: FindNamespace): Promise<Namespace | undefined> {
  const namespace = await find(name);
  return namespace && { ...namespace, label };
}

function networkGone({ label }: ReplicaNetwork): FaultError {
  return new FaultError({ message: `${label} isn't running, so it has no network to put a fault in` });
}

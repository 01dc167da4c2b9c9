import { createHash } from "node:crypto";
import type { UndoRecord } from "../../history/event.ts";
import type { PlannedFault } from "../../plan/plan.ts";
import type { Undoer } from "../../undo/undoer.ts";
import type { Effect, FaultInjector, PreparedFault } from "../fault.ts";
import { FaultError } from "../fault-error.ts";
import { networkKinds } from "../kinds.ts";
import type { FindNamespace, Namespace, NamespaceName } from "./namespace.ts";
import { plannedWay } from "./network-capabilities.ts";
import type { NetworkKind, Recipe } from "./network-kind.ts";
import { hasQueue, putQueue, queueEffect, removeQueue } from "./packet-queue.ts";
import { hasTable, putTable, removeTable, tableEffect } from "./packet-table.ts";
import type { Peer, ReplicaNetwork, ServiceNetworks } from "./service-networks.ts";

/** What the undo record of a fault in a namespace holds. */
interface NetworkRecordData {
  readonly namespace: NamespaceName;
  readonly by: Recipe["by"];
  /** Name of the nft table, or handle of the queueing discipline. */
  readonly mark: string;
}

/** Makes faults on packets in the networks of a running system's services. */
export function networkInjector(networks: ServiceNetworks, find: FindNamespace): FaultInjector {
  return {
    kinds: networkKinds,
    async prepare(fault, within) {
      const kind = networkKinds.find(({ type }) => type === fault.type);
      if (kind === undefined) throw new TypeError(`${fault.type} is not a fault on packets`);
      const recipe = plannedWay(kind, fault.means).recipe(fault.params);
      return targetsOf(fault, networks).map((network) =>
        prepareIn(network, { fault, kind, recipe, networks, find, within }),
      );
    },
  };
}

/** A service's replicas; for an edge, all of its caller, whose packets to the callee can be told from others there. */
function targetsOf({ on, replicas }: PlannedFault, networks: ServiceNetworks): readonly ReplicaNetwork[] {
  if (on.kind === "edge") return networks.networksOf(on.caller);
  return networks.networksOf(on.service).filter((_, index) => replicas.includes(index + 1));
}

interface Insertion {
  readonly fault: PlannedFault;
  readonly kind: NetworkKind;
  readonly recipe: Recipe;
  readonly networks: ServiceNetworks;
  readonly find: FindNamespace;
  readonly within: string | undefined;
}

function prepareIn(network: ReplicaNetwork, insertion: Insertion): PreparedFault {
  const { fault, kind, recipe, networks, find } = insertion;
  const undo = networkRecord(network, insertion);
  const { mark } = undo.data as unknown as NetworkRecordData;
  return {
    undo,
    /** Not cut short once it has begun, as it is done in an instant; the undo that follows takes it out. */
    async inject(signal) {
      signal.throwIfAborted();
      const peers = fault.on.kind === "edge" ? await networks.peersOf(fault.on) : undefined;
      const namespace = await findNow(network, find);
      if (namespace === undefined) throw networkGone(network);
      signal.throwIfAborted();
      await put(namespace, mark, recipe, peers);
      signal.throwIfAborted();
    },
    async verify() {
      const namespace = await findNow(network, find);
      if (namespace === undefined) return { took: "false", evidence: `${network.label} has no network any more` };
      return effectOf(namespace, mark, recipe, kind);
    },
  };
}

/** The network as it is now, called as its service is. */
async function findNow({ name, label }: ReplicaNetwork, find: FindNamespace): Promise<Namespace | undefined> {
  const namespace = await find(name);
  return namespace && { label, exec: (argv, stdin) => namespace.exec(argv, stdin) };
}

function put(namespace: Namespace, mark: string, recipe: Recipe, peers: readonly Peer[] | undefined): Promise<void> {
  return recipe.by === "table" ? putTable(namespace, mark, recipe, peers) : putQueue(namespace, mark, recipe, peers);
}

function effectOf(namespace: Namespace, mark: string, recipe: Recipe, kind: NetworkKind): Promise<Effect> {
  return recipe.by === "table" ? tableEffect(namespace, mark, kind.done) : queueEffect(namespace, mark, recipe);
}

function networkRecord(network: ReplicaNetwork, { fault, recipe, within }: Insertion): UndoRecord {
  const mark = recipe.by === "table" ? tableName(fault.id) : queueHandle(fault.id);
  const data = { namespace: network.name, by: recipe.by, mark } satisfies NetworkRecordData;
  return {
    id: `${fault.id} in ${network.name.id}`,
    kind: "network",
    what: `${fault.type} in the network of ${network.label}`,
    manual: byHand(network, data),
    within,
    data: { ...data, namespace: { ...network.name } },
  };
}

/** Takes rules and queueing disciplines out of whatever namespace now has the name in the record. */
export function networkUndoer(find: FindNamespace): Undoer {
  return {
    kind: "network",
    async undo(record) {
      const { namespace: name, by, mark } = record.data as unknown as NetworkRecordData;
      const namespace = await find(name);
      if (namespace === undefined) return;
      await (by === "table" ? removeTable(namespace, mark) : removeQueue(namespace, mark));
    },
    async isGone(record) {
      const { namespace: name, by, mark } = record.data as unknown as NetworkRecordData;
      const namespace = await find(name);
      if (namespace === undefined) return true;
      return !(await (by === "table" ? hasTable(namespace, mark) : hasQueue(namespace, mark)));
    },
  };
}

function tableName(faultId: string): string {
  return `brownout_${faultId.replaceAll("-", "_")}`;
}

/** A handle from 7000: up, by which our queueing discipline is known again; the kernel gives those from 8000: up. */
function queueHandle(faultId: string): string {
  const hash = createHash("sha256").update(faultId).digest().readUInt16BE(0);
  return `${(0x7000 + (hash % 0x1000)).toString(16)}:`;
}

function byHand({ name }: ReplicaNetwork, { by, mark }: NetworkRecordData): string {
  const enter = name.kind === "netns" ? `ip netns exec ${name.id}` : `nsenter -n -t <pid of ${name.kind} ${name.id}>`;
  return by === "table"
    ? `${enter} nft list tables   # then: nft delete table … ${mark}`
    : `${enter} tc qdisc show   # then: tc qdisc del dev … root, where the handle is ${mark}`;
}

function networkGone({ label }: ReplicaNetwork): FaultError {
  return new FaultError({ message: `${label} isn't running, so it has no network to put a fault in` });
}

import type { Engine } from "../../clients/engine/engine.ts";
import type { UndoRecord } from "../../judge/history/event.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { FaultInjector, PreparedFault } from "../fault.ts";
import { FaultError } from "../fault-error.ts";
import { containerKinds } from "../kinds.ts";
import { replicaOf } from "../process/process-faults.ts";
import type { ContainerControl, ContainerReplica } from "./container-control.ts";
import type { ContainerKind, ContainerTarget } from "./container-kind.ts";
import { type ContainerSnapshotData, snapshotRecords, snapshotUndoer } from "./snapshot-undoer.ts";

/** Makes faults that change what the containers of a running system may use, or where they are. */
export function containerInjector(replicas: ContainerControl, engine: Engine): FaultInjector {
  return {
    kinds: containerKinds,
    async prepare(fault, within) {
      const { on } = fault;
      if (on.kind !== "service") throw new TypeError(`${fault.id} is on an edge, not on a service`);
      const kind = containerKinds.find(({ type }) => type === fault.type);
      if (kind === undefined) throw new TypeError(`${fault.type} is not a fault on containers`);
      const chosen = fault.replicas.map((number) => replicaOf(replicas, on.service, number));
      return Promise.all(chosen.map((replica) => prepareOn(replica, kind, fault, engine, within)));
    },
  };
}

async function prepareOn(
  replica: ContainerReplica,
  kind: ContainerKind,
  fault: PlannedFault,
  engine: Engine,
  within: string | undefined,
): Promise<PreparedFault> {
  const { container, ref } = replica;
  const state = await container.read();
  if (state === undefined) throw new FaultError({ message: `there is no container ${ref.name} any more` });
  const found = kind.found(state, fault.params);
  const target: ContainerTarget = {
    container,
    name: ref.name,
    throttledBefore: (await container.usage())?.throttledPeriods ?? 0,
    network: (id) => engine.network(id),
  };
  const data: ContainerSnapshotData = {
    engine: engine.address,
    container: ref.id,
    name: ref.name,
    service: replica.service,
    found,
  };
  const undo: UndoRecord = {
    id: `${fault.id} at ${ref.name}`,
    kind: snapshotUndoer.kind,
    what: `${fault.type} of ${replica.service}, replica ${replica.number}`,
    manual: kind.manual(ref.name, found),
    within,
    data: snapshotRecords.write(data),
  };
  let isInjected = false;
  return {
    undo,
    async inject(signal) {
      signal.throwIfAborted();
      isInjected = true;
      if (fault.type === "memory") replica.expectEnd();
      await kind.put(target, fault.params, found);
    },
    async verify() {
      if (!isInjected) return { took: "false", evidence: `${fault.id} was not injected` };
      return kind.look(target, fault.params, found);
    },
  };
}

/** Tells the watched system of what the undo did: another start, other ports. */
export function containerUndoer(replicas: ContainerControl): Undoer {
  return {
    ...snapshotUndoer,
    async undo(record, signal) {
      await snapshotUndoer.undo(record, signal);
      const { service, container } = snapshotRecords.read(record);
      await replicas
        .replicasOf(service)
        .find(({ ref }) => ref.id === container)
        ?.settle();
    },
  };
}

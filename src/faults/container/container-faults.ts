import type { Engine } from "../../clients/engine/engine.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import type { FaultInjector, FaultOrder, PreparedFault } from "../fault.ts";
import { FaultError } from "../fault-error.ts";
import { containerKinds } from "../kinds.ts";
import { replicasOf } from "../process/process-faults.ts";
import type { ContainerControl, ContainerReplica } from "./container-control.ts";
import type { ContainerKind, ContainerTarget } from "./container-kind.ts";
import { type ContainerSnapshotData, snapshotRecords, snapshotUndoer } from "./snapshot-undoer.ts";

/** Makes faults that change what the containers of a running system may use, or where they are. */
export function containerInjector(replicas: ContainerControl, engine: Engine): FaultInjector<ContainerKind> {
  return {
    kinds: containerKinds,
    prepare: (order) =>
      Promise.all(replicasOf(order.fault, replicas).map((replica) => prepareOn(replica, order, engine))),
  };
}

async function prepareOn(
  replica: ContainerReplica,
  { fault, kind, within }: FaultOrder<ContainerKind>,
  engine: Engine,
): Promise<PreparedFault> {
  const { container, ref } = replica;
  const state = await container.read();
  if (state === undefined) throw new FaultError({ message: `there is no container ${ref.name} any more` });
  const { params } = fault;
  const found = kind.prepare({ state, params });
  const target: ContainerTarget = {
    params,
    found,
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
    manual: kind.manual({ name: ref.name, found }),
    within,
    data: snapshotRecords.write(data),
  };
  let isInjected = false;
  return {
    undo,
    async inject(signal) {
      signal.throwIfAborted();
      isInjected = true;
      if (kind.mayEnd) replica.expectEnd();
      await kind.inject(target);
    },
    async verify() {
      if (!isInjected) return { took: "false", evidence: `${fault.id} was not injected` };
      return kind.verify(target);
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

import type { FaultInjector, PreparedFault } from "../../faults/fault.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { KubernetesSystem } from "./kubernetes-system.ts";

/** Makes faults, and takes them out. */
interface Faults {
  readonly injectors: readonly FaultInjector[];
  readonly undoers: readonly Undoer[];
}

/** Makes faults on services tell the system whose pods they may end: from before they go in until they are seen to be out. */
export function expectingEnds({ injectors, undoers }: Faults, system: KubernetesSystem): Faults {
  /** By undo record: says that the fault is out. */
  const overs = new Map<string, () => void>();
  const begin = (record: string, service: string) => overs.set(record, system.expectEnds(service));
  const end = (record: string) => {
    overs.get(record)?.();
    overs.delete(record);
  };
  return {
    injectors: injectors.map((injector) => expectingInjector(injector, begin)),
    undoers: undoers.map((undoer) => expectingUndoer(undoer, end)),
  };
}

function expectingInjector(injector: FaultInjector, begin: (record: string, service: string) => void): FaultInjector {
  return {
    kinds: injector.kinds,
    async prepare(order) {
      const prepared = await injector.prepare(order);
      const { on } = order.fault;
      return on.kind === "edge"
        ? prepared
        : prepared.map((one) => expecting(one, () => begin(one.undo.id, on.service)));
    },
  };
}

/** Asks the fault itself all else: it may be a class. */
function expecting(fault: PreparedFault, begin: () => void): PreparedFault {
  return {
    undo: fault.undo,
    async inject(signal) {
      begin();
      await fault.inject(signal);
    },
    verify: (signal) => fault.verify(signal),
    endsByItself: fault.endsByItself,
  };
}

function expectingUndoer(undoer: Undoer, end: (record: string) => void): Undoer {
  const { kind, deadlineMs } = undoer;
  return {
    kind,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    undo: (record, signal, left) => undoer.undo(record, signal, left),
    async isGone(record, signal) {
      const isGone = await undoer.isGone(record, signal);
      if (isGone) end(record.id);
      return isGone;
    },
  };
}

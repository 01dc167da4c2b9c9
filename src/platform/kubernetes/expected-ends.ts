import { targetName } from "../../experiment/experiment.ts";
import type { FaultInjector, PreparedFault } from "../../fault/fault.ts";
import type { KubernetesSystem } from "./kubernetes-system.ts";

/** Makes an injector's faults tell the system, before they go in, whose pods they may end. */
export function expectingEnds(injector: FaultInjector, system: KubernetesSystem): FaultInjector {
  return {
    kinds: injector.kinds,
    async prepare(fault, within) {
      const prepared = await injector.prepare(fault, within);
      if (fault.on.kind === "edge") return prepared;
      return prepared.map((one) => expecting(one, () => system.expectEnds(targetName(fault.on))));
    },
  };
}

/** Asks the fault itself all else: it may be a class. */
function expecting(fault: PreparedFault, expect: () => void): PreparedFault {
  return {
    undo: fault.undo,
    async inject(signal) {
      expect();
      await fault.inject(signal);
    },
    verify: (signal) => fault.verify(signal),
    ...(fault.stays === undefined ? {} : { stays: fault.stays.bind(fault) }),
  };
}

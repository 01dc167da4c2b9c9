import { chaosInjector } from "../../../src/faults/chaos-mesh/chaos-faults.ts";
import { chaosUndoer } from "../../../src/faults/chaos-mesh/chaos-undo.ts";
import { faultKinds } from "../../../src/faults/kinds.ts";
import type { FaultTarget } from "../../../src/files/experiment/fault-spec.ts";
import type { PlannedFault } from "../../../src/judge/plan/plan.ts";
import type { KubernetesSystem } from "../../../src/platforms/kubernetes/kubernetes-system.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { plannedFault } from "../../support/planned-fault.ts";
import { type Behaviour, FakeChaosMesh } from "./fake-chaos-mesh.ts";

export const pricing: FaultTarget = { kind: "service", service: "pricing" };
export const edge: FaultTarget = { kind: "edge", caller: "checkout", callee: "pricing" };

export const places = {
  namespace: "shop",
  labelsOf: (service: string) => ({ "app.kubernetes.io/name": service }),
};

export const RUN = "20261121-012414-0k3f";

/** A fault of a type, in the words of an experiment file. */
export function faultOf(type: string, words: object = {}, on = pricing): PlannedFault {
  const kind = faultKinds.find((one) => one.type === type);
  if (kind === undefined) throw new Error(`there is no fault ${type}`);
  return plannedFault(kind, on, words);
}

/** Makes and undoes faults in a namespace of a cluster in memory. */
export function chaosOn(behaviour: Behaviour = {}, pods?: readonly string[]) {
  const mesh = new FakeChaosMesh(behaviour, pods);
  const clock = new FakeClock();
  const { cluster } = mesh;
  const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", name: "brownout", uid: "lease-1" };
  const system = { ...places, cluster, runId: RUN, lease } as unknown as KubernetesSystem;
  const undoer = (forceFinalizers = false) => chaosUndoer(clock, { forceFinalizers, open: async () => cluster });
  return { mesh, clock, injector: chaosInjector(system, clock), undoer };
}

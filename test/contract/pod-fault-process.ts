import { findCluster } from "../../src/clients/cluster/find-cluster.ts";
import { openCluster } from "../../src/clients/cluster/open-cluster.ts";
import { podInjector } from "../../src/faults/pods/pod-faults.ts";
import { prepareFault } from "../../src/faults/prepare-fault.ts";
import type { PlannedFault } from "../../src/judge/plan/plan.ts";
import type { KubernetesSystem } from "../../src/platforms/kubernetes/kubernetes-system.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { seededRandom } from "../../src/values/random/random.ts";

interface Order {
  readonly fault: PlannedFault;
  readonly namespace: string;
  readonly runId: string;
}

/** Injects the fault that it is sent, once it has sent its record. */
process.once("message", async ({ fault, namespace, runId }: Order) => {
  const cluster = await openCluster(findCluster(process.env), { clock: systemClock, random: seededRandom(1) });
  const system = {
    cluster,
    namespace,
    runId,
    labelsOf: (name: string) => ({ "app.kubernetes.io/name": name }),
    workloadOf: (name: string) => ({ apiVersion: "apps/v1", kind: "Deployment", name }),
  } as unknown as KubernetesSystem;
  const [one] = await prepareFault(fault, [podInjector(system, systemClock)], undefined);
  process.send?.(one?.undo);
  await one?.inject(AbortSignal.timeout(10_000));
});

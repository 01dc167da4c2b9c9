import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { Workload } from "../../clients/cluster/workload.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import type { Capabilities, Capability, Inability } from "../../judge/plan/plan.ts";
import { forbidden } from "../forbidden.ts";
import type { PodFault } from "./pod-kind.ts";
import { podFaults } from "./pod-recipes.ts";
import { podsOf, selectorText } from "./pods.ts";

/** The namespace and workloads of services in a cluster. */
export interface PodPlaces {
  readonly namespace: string;
  /** Throws RangeError for a service that the system doesn't have. */
  workloadOf(service: string): Workload;
}

/**
 * Finds the faults that the API of a cluster makes by itself, and those of an experiment that it can't, or this user
 * may not.
 */
export async function podCapabilities(
  cluster: Cluster,
  experiment: Experiment,
  places: PodPlaces,
): Promise<Required<Pick<Capabilities, "faults" | "refused">>> {
  // Those of manifests aren't there yet.
  const areUp = (experiment.system.kubernetes?.manifests ?? []).length === 0;
  const refused = await Promise.all(
    experiment.faults.map(async (fault) => {
      const inability = await inabilityOf(fault, cluster, places, areUp);
      return inability === undefined ? [] : [[fault.id, inability] as const];
    }),
  );
  return {
    faults: Object.fromEntries(podFaults.map((kind) => [kind.type, capabilityOf(kind)])),
    refused: Object.fromEntries(refused.flat()),
  };
}

function capabilityOf({ means, explanation, healsItself }: PodFault): Capability {
  return {
    can: true,
    means,
    ...explanation,
    ...(healsItself && { healsFrom: "injection" }),
  };
}

async function inabilityOf(
  { type, on, params, mode }: FaultSpec,
  cluster: Cluster,
  places: PodPlaces,
  areUp: boolean,
): Promise<Inability | undefined> {
  const kind = podFaults.find((one) => one.type === type);
  if (kind === undefined || on.kind !== "service") return undefined;
  const workload = workloadIn(places, on.service);
  if (workload === undefined) return undefined;
  const refusal = kind.refuses?.({ params, workload, mode });
  if (refusal !== undefined) return refusal;
  if (areUp && !(await hasPods(workload, cluster, places.namespace))) {
    return {
      why: `no pod in ${places.namespace} has the labels ${selectorText(workload.selector)}`,
      instead: `see why ${workload.ref.kind} ${workload.ref.name} has none`,
    };
  }
  return forbidden(kind.needs({ workload: workload.ref, namespace: places.namespace }), cluster);
}

/** A service that isn't there is a problem of its own, which the plan says. */
function workloadIn(places: PodPlaces, service: string): Workload | undefined {
  try {
    return places.workloadOf(service);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function hasPods({ selector }: Workload, cluster: Cluster, namespace: string): Promise<boolean> {
  for await (const _ of podsOf({ namespace, labels: selector }, cluster)) return true;
  return false;
}

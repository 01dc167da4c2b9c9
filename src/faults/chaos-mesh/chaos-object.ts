import type { ClusterObject, OwnerReference } from "../../clients/cluster/cluster-object.ts";
import { RUN_LABEL } from "../../clients/cluster/labels.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import { CHAOS_API, type ChaosRecipe, type ChaosSpec, goDuration } from "./chaos-kind.ts";
import { type ChaosPlaces, chaosTarget } from "./chaos-target.ts";
import { isManifest, manifestOf } from "./manifest.ts";
import { recipeOf } from "./recipes.ts";

/** For what comes before the fault's end and after it: its injection, and its undo. Beyond that it ends by itself. */
const MARGIN_MS = 30_000;

/** The run that makes an object. */
export interface ChaosRun {
  readonly id: string;
  /** None before there is one. */
  readonly lease?: OwnerReference;
}

/** The object that makes a fault in a run: named after both, owned by the run's lease, and over by itself in the end. */
export function chaosObject(fault: FaultSpec, places: ChaosPlaces, { id, lease }: ChaosRun): ClusterObject {
  const { kind, name, labels = {}, annotations, spec } = written(fault, places, id);
  return {
    apiVersion: CHAOS_API,
    kind,
    metadata: {
      name,
      namespace: places.namespace,
      labels: { ...labels, "app.kubernetes.io/managed-by": "brownout", [RUN_LABEL]: id },
      ...(annotations === undefined ? {} : { annotations }),
      ...(lease === undefined ? {} : { ownerReferences: [lease] }),
    },
    spec: { duration: goDuration(fault.durationMs + MARGIN_MS), ...spec },
  };
}

interface Written extends Pick<ClusterObject["metadata"], "labels" | "annotations"> {
  readonly kind: string;
  readonly name: string;
  readonly spec: ChaosSpec;
}

function written(fault: FaultSpec, places: ChaosPlaces, runId: string): Written {
  if (isManifest(fault)) {
    const { kind, metadata, spec } = manifestOf(fault.params).object;
    return { ...metadata, kind, name: metadata.name ?? "", spec: spec as ChaosSpec };
  }
  const recipe = recipeOf(fault.type);
  if (recipe === undefined) throw new TypeError(`${fault.type} is no fault that Chaos Mesh makes`);
  return { kind: recipe.kind, name: `brownout-${runId}-${fault.id}`, spec: chaosSpec(recipe, fault, places) };
}

/** The spec of a fault without its duration. */
export function chaosSpec(recipe: ChaosRecipe, fault: FaultSpec, places: ChaosPlaces): ChaosSpec {
  const target = chaosTarget(fault, places);
  const { namespace, labels, mode } = target;
  return {
    selector: { namespaces: [namespace], labelSelectors: labels },
    ...mode,
    ...recipe.spec(fault.params, target),
  };
}

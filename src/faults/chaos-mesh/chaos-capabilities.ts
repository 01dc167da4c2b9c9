import type { Access, Cluster } from "../../clients/cluster/cluster.ts";
import { ClusterError, RejectedError } from "../../clients/cluster/cluster-errors.ts";
import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import { capabilityFor } from "../../judge/plan/capability-for.ts";
import type { Capabilities, Capability, Inability } from "../../judge/plan/plan.ts";
import { forbidden } from "../forbidden.ts";
import { CHAOS_API, type ChaosRecipe, provesChaos, removesChaos } from "./chaos-kind.ts";
import { chaosObject } from "./chaos-object.ts";
import { type ChaosPlaces, chaosTarget } from "./chaos-target.ts";
import { endsPods, isManifest, manifest } from "./manifest.ts";
import { atManifest } from "./manifest-places.ts";
import { manifestScope } from "./manifest-scope.ts";
import { chaosRecipes, recipeOf } from "./recipes.ts";
import { specSchema, unknownFields } from "./unknown-fields.ts";

/** Names what is only tried: nothing of it stays. */
const DRY_RUN = "plan";

/** The faults that Chaos Mesh can make in a cluster, and those of an experiment that it can't. */
export type ChaosFindings = Required<Pick<Capabilities, "faults" | "refused" | "healing" | "warnings">>;

/**
 * Reads what the installed Chaos Mesh makes, and lets the server try the object of each fault: its schemas and webhooks
 * look at it, and nothing stays.
 * @param without types of fault that the cluster makes without Chaos Mesh, for who doesn't have it
 */
export async function chaosCapabilities(
  cluster: Cluster,
  experiment: Experiment,
  places: ChaosPlaces,
  without: readonly string[],
): Promise<ChaosFindings> {
  const kinds = new Set(chaosRecipes.map(({ kind }) => kind));
  const installed = await Promise.all(
    [...kinds].map(async (kind) => ((await cluster.has({ apiVersion: CHAOS_API, kind })) ? [kind] : [])),
  );
  const has = new Set(installed.flat());
  const missing = (kind: string) => notInstalled(kind, has.size > 0, without);
  const faults: Readonly<Record<string, Capability>> = {
    ...Object.fromEntries(
      chaosRecipes.map((recipe) => [
        recipe.type,
        { ...(has.has(recipe.kind) ? made(recipe) : missing(recipe.kind)), ...onEdges(recipe) },
      ]),
    ),
    [manifest.type]:
      has.size > 0
        ? { can: true, means: "Chaos Mesh, by the manifest; it draws the pods, too, where the mode leaves a choice" }
        : missing("Chaos Mesh"),
  };
  const areUp = (experiment.system.kubernetes?.manifests ?? []).length === 0;
  const own = experiment.faults.filter((fault) => capabilityFor(fault, { faults })?.can);
  const checked = await Promise.all(
    own.map(async (fault) => [fault, await inabilityOf(fault, cluster, places, areUp)] as const),
  );
  const refused = checked.flatMap(([{ id }, inability]) => (inability === undefined ? [] : [[id, inability] as const]));
  const warnings = await Promise.all(own.map((fault) => warningsOf(fault, cluster, places)));
  const healing = own.filter((fault) => isManifest(fault) && endsPods(fault.params));
  return {
    faults,
    refused: Object.fromEntries(refused),
    healing: healing.map(({ id }) => id),
    warnings: warnings.flat(),
  };
}

function made({ means, does, healsItself }: ChaosRecipe): Capability {
  return {
    can: true,
    means: `${means}, by Chaos Mesh`,
    drawnBy: "Chaos Mesh",
    ...(does === undefined ? {} : { does }),
    undo: removesChaos,
    proof: provesChaos,
    ...(healsItself && { healsFrom: "injection" }),
  };
}

function onEdges({ notOnEdges }: ChaosRecipe): Pick<Capability, "onEdge"> {
  return notOnEdges === undefined ? {} : { onEdge: { can: false, ...notOnEdges } };
}

function notInstalled(kind: string, isOther: boolean, without: readonly string[]): Capability {
  return {
    can: false,
    why: isOther ? `the cluster's Chaos Mesh has no ${kind}` : "Chaos Mesh isn't installed in the cluster",
    instead:
      "install it with Helm (https://chaos-mesh.org/docs/production-installation-using-helm/)" +
      (without.length === 0 ? "" : `; without it these work: ${without.join(", ")}`),
  };
}

async function inabilityOf(
  fault: FaultSpec,
  cluster: Cluster,
  places: ChaosPlaces,
  areUp: boolean,
): Promise<Inability | undefined> {
  if (!isInSystem(fault, places)) return undefined;
  const refusal = recipeOf(fault.type)?.refuses?.(fault.params);
  if (refusal !== undefined) return refusal;
  if (isManifest(fault)) {
    const beyond = await manifestScope(fault, cluster, places, areUp);
    if (beyond !== undefined) return beyond;
  }
  const object = chaosObject(fault, places, { id: DRY_RUN });
  const schema = specSchema(await cluster.schemaOf(object));
  const unknown = unknownFields(object.spec, schema, "spec");
  if (unknown.length > 0) return lacksFields(fault, object.kind, unknown);
  // Trying it out shows only whether it may be made: one that may not be taken out again must not go in.
  const inability = await forbidden(await needsOf(object, cluster), cluster);
  if (inability !== undefined) return inability;
  try {
    await cluster.create(object, { dryRun: true });
    return undefined;
  } catch (error) {
    return refusedBy(error, fault);
  }
}

/** All that is done to a fault's object, from making it to withdrawing what never went in. */
async function needsOf({ apiVersion, kind, metadata }: ClusterObject, cluster: Cluster): Promise<readonly Access[]> {
  const resource = await cluster.resourceOf({ apiVersion, kind });
  if (resource === undefined) return [];
  const [group = ""] = apiVersion.split("/");
  const { namespace = "" } = metadata;
  return ["create", "get", "list", "patch", "delete"].map((verb) => ({ verb, group, resource, namespace }));
}

/** A service that isn't there is a problem of its own, which the plan says. */
function isInSystem(fault: FaultSpec, places: ChaosPlaces): boolean {
  try {
    chaosTarget(fault, places);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function lacksFields(fault: FaultSpec, kind: string, fields: readonly string[]): Inability {
  const said = `the installed Chaos Mesh's ${kind} has no ${fields.join(", ")}`;
  if (!isManifest(fault)) return { why: said, instead: "a later version of Chaos Mesh makes it" };
  const { params } = fault;
  return {
    why: fields
      .map((field) => atManifest(params, field, `the installed Chaos Mesh's ${kind} has no ${field}`))
      .join("; "),
    instead: `\`kubectl explain ${kind.toLowerCase()}.spec\` has the fields of the installed version`,
  };
}

/** The refusal of a fault by the server's schema or a webhook. Anything else is no word on the object. */
function refusedBy(error: unknown, fault: FaultSpec): Inability {
  if (!(error instanceof ClusterError)) throw error;
  const instead = error.hint ?? "see what the server says";
  if (!(error instanceof RejectedError) || !isManifest(fault)) return { why: error.message, instead };
  const { params } = fault;
  const places = error.problems.map(({ field, message }) => atManifest(params, field ?? fieldIn(message), message));
  return { why: places.join("; "), instead };
}

/** The first field that a message speaks of, as webhooks do: `Spec.TcParameter.Delay.Latency: Invalid value: …`. */
function fieldIn(message: string): string | undefined {
  return /\b(?:spec|metadata)(?:\.[\w-]+|\[[^\]\s]*\])+/i.exec(message)?.[0];
}

async function warningsOf(fault: FaultSpec, cluster: Cluster, places: ChaosPlaces): Promise<readonly string[]> {
  const recipe = recipeOf(fault.type);
  if (recipe === undefined || !isInSystem(fault, places)) return [];
  const { kind, warns, warnsWithout } = recipe;
  const said = [warns?.(fault.params, chaosTarget(fault, places))];
  if (warnsWithout !== undefined) {
    const fields = specSchema(await cluster.schemaOf({ apiVersion: CHAOS_API, kind }))?.properties;
    if (fields !== undefined && !(warnsWithout.field in fields)) said.push(warnsWithout.warning);
  }
  return said.flatMap((warning) => (warning === undefined ? [] : [`${fault.id}: ${warning}`]));
}

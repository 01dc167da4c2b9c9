import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { type FaultSpec, targetName } from "../../files/experiment/fault-spec.ts";
import { UsageError } from "../../values/errors.ts";
import { CHAOS_API, type ChaosRecipe, type ChaosSpec, goDuration } from "./chaos-kind.ts";
import { chaosSpec } from "./chaos-object.ts";
import type { ChaosPlaces } from "./chaos-target.ts";
import { isManifest, manifestOf } from "./manifest.ts";
import { podKills } from "./pod-chaos.ts";
import { recipeOf } from "./recipes.ts";

/** An object for each fault, a Workflow that plays them in their time, or a Schedule that plays that again and again. */
export type ExportForm = "objects" | "workflow" | "schedule";

export interface ExportOptions {
  readonly form: ExportForm;
  /** Time at which a Schedule plays it, as cron has it. */
  readonly cron: string;
}

/** Name of the template that a Workflow begins with; faults have a number in theirs. */
const ENTRY = "faults";

/** An experiment has parts that Chaos Mesh has no word for. Names all of them. */
class ExportError extends UsageError {
  override readonly code = "E_EXPORT";
}

/** A fault as Chaos Mesh has it: its kind, and its spec without the duration. */
interface ExportedFault {
  readonly fault: FaultSpec;
  readonly kind: string;
  readonly spec: ChaosSpec;
}

/**
 * An experiment's faults as manifests of Chaos Mesh, for those who run it without brownout. Load, criteria and the
 * verdict aren't in them: {@link notExported} says so.
 * @throws ExportError for what can't be exported: everything that can't, at once
 */
export function exportToChaosMesh(
  experiment: Experiment,
  places: ChaosPlaces,
  { form, cron }: ExportOptions,
): readonly ClusterObject[] {
  const problems: string[] = [];
  const faults = experiment.faults.flatMap((fault) => {
    const exported = exportFault(fault, places);
    if (typeof exported !== "string") return [exported];
    problems.push(`${fault.id} (${fault.type} on ${targetName(fault.on)}): ${exported}`);
    return [];
  });
  if (form === "objects") {
    const late = experiment.faults.filter(({ startMs }) => startMs > 0);
    problems.push(...late.map(({ id }) => `${id}: an object has no start; \`--as workflow\` has`));
  }
  if (problems.length > 0) {
    throw new ExportError({
      message: `${experiment.name} can't be exported to Chaos Mesh:\n  ${problems.join("\n  ")}`,
    });
  }
  if (form === "objects") return faults.map((fault) => objectOf(fault, experiment, places));
  const workflow = workflowSpec(faults, experiment);
  const metadata = metadataOf(experiment.name, experiment, places);
  if (form === "workflow") return [{ apiVersion: CHAOS_API, kind: "Workflow", metadata, spec: workflow }];
  // A run of it that goes on is not joined by another one.
  const spec = { schedule: cron, concurrencyPolicy: "Forbid", historyLimit: 1, type: "Workflow", workflow };
  return [{ apiVersion: CHAOS_API, kind: "Schedule", metadata, spec }];
}

/** Names what an exported experiment doesn't have any more, a sentence each. */
export function notExported({ loads, steadyState, abort, expect }: Experiment): readonly string[] {
  return [
    `no load: ${loads.map(({ name }) => name).join(", ")} must come from elsewhere`,
    `no judgement: ${steadyState.length + abort.length + expect.length} criteria are not in it; nothing ends a fault early`,
  ];
}

/** Exports a fault, or tells why it can't be. */
function exportFault(fault: FaultSpec, places: ChaosPlaces): ExportedFault | string {
  if (isManifest(fault)) {
    const { kind, spec } = manifestOf(fault.params).object;
    const { duration, ...rest } = spec as ChaosSpec;
    return { fault, kind, spec: rest };
  }
  const recipe = recipeOf(fault.type) ?? podKills.find(({ type }) => type === fault.type);
  if (recipe === undefined) return "Chaos Mesh has nothing like it";
  const { refuses, notOnEdges } = recipe as ChaosRecipe;
  const refused = fault.on.kind === "edge" ? (notOnEdges ?? refuses?.(fault.params)) : refuses?.(fault.params);
  if (refused !== undefined) return `${refused.why}; ${refused.instead}`;
  return { fault, kind: recipe.kind, spec: chaosSpec(recipe as ChaosRecipe, fault, places) };
}

function objectOf({ fault, kind, spec }: ExportedFault, experiment: Experiment, places: ChaosPlaces): ClusterObject {
  return {
    apiVersion: CHAOS_API,
    kind,
    metadata: metadataOf(`${experiment.name}-${fault.id}`, experiment, places),
    spec: { ...spec, duration: goDuration(fault.durationMs) },
  };
}

function metadataOf(
  name: string,
  { name: experiment }: Experiment,
  { namespace }: ChaosPlaces,
): ClusterObject["metadata"] {
  return { name, namespace, labels: { "app.kubernetes.io/part-of": experiment } };
}

/** All faults side by side, each after its start. */
function workflowSpec(faults: readonly ExportedFault[], { phases }: Experiment): ChaosSpec {
  const plays = faults.map(({ fault }) => (fault.startMs > 0 ? `${fault.id}-in-its-time` : fault.id));
  return {
    entry: ENTRY,
    templates: [
      { name: ENTRY, templateType: "Parallel", deadline: goDuration(phases.faultMs), children: plays },
      ...faults.flatMap(templatesOf),
    ],
  };
}

function templatesOf({ fault, kind, spec }: ExportedFault): readonly ChaosSpec[] {
  const { id, startMs, durationMs } = fault;
  // A template's deadline is the duration of its chaos.
  const chaos = { name: id, templateType: kind, deadline: goDuration(durationMs), [embedded(kind)]: spec };
  if (startMs === 0) return [chaos];
  const wait = `before-${id}`;
  return [
    {
      name: `${id}-in-its-time`,
      templateType: "Serial",
      deadline: goDuration(startMs + durationMs),
      children: [wait, id],
    },
    { name: wait, templateType: "Suspend", deadline: goDuration(startMs) },
    chaos,
  ];
}

/** `NetworkChaos` -> `networkChaos`, `HTTPChaos` -> `httpChaos`, `IOChaos` -> `ioChaos` */
function embedded(kind: string): string {
  const name = kind.slice(0, -"Chaos".length);
  return `${name === name.toUpperCase() ? name.toLowerCase() : name[0]?.toLowerCase() + name.slice(1)}Chaos`;
}

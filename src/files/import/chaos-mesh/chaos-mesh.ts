import { z } from "zod";
import { fieldsOf } from "../../yaml/fields.ts";
import { type Path, show } from "../../yaml/problem.ts";
import { suggest } from "../../yaml/suggestion.ts";
import { ChosenServices } from "../chosen-services.ts";
import { type Draft, madeUpCriteria, madeUpRate } from "../draft.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { ImportError } from "../import-error.ts";
import type { Importer } from "../importer.ts";
import { chaosFault, type MadeFault } from "./chaos-fault.ts";
import { chaosGroup, chaosVersion, embeddedKey, kindsElsewhere, kindsInPods } from "./kinds.ts";
import { workflowFaults } from "./workflow.ts";

/** Keys of an object's metadata that a cluster writes. */
const CLUSTERS_KEYS = [
  "creationTimestamp",
  "finalizers",
  "generation",
  "managedFields",
  "ownerReferences",
  "resourceVersion",
  "selfLink",
  "uid",
] as const;

const clustersOwn = Object.fromEntries(CLUSTERS_KEYS.map((key) => [key, z.unknown().optional()]));

const objectSchema = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.strictObject({
    name: z.string().optional(),
    generateName: z.string().optional(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    ...clustersOwn,
  }),
  spec: z.looseObject({}),
  status: z.unknown().optional(),
});
type ChaosFile = z.output<typeof objectSchema>;

const scheduleKeys = ["schedule", "type", "concurrencyPolicy", "historyLimit", "startingDeadlineSeconds"];

/** Objects of Chaos Mesh that act in pods, and Schedules and Workflows of them. */
export const chaosMesh: Importer = {
  tool: "Chaos Mesh",
  reads: `objects of ${chaosVersion}, Schedule and Workflow too`,
  recognises: (value) => String(fieldsOf(value).apiVersion).startsWith(`${chaosGroup}/`),
  read(document) {
    checkKind(document);
    const file = document.read(objectSchema, []);
    const name = file.metadata.name ?? file.metadata.generateName?.replace(/-+$/, "") ?? file.kind.toLowerCase();
    remarkOnMetadata(document, file);
    const services = new ChosenServices();
    const made = faultsOf(document, file, name, services);
    return made && draftOf(file.kind, name, made, services);
  },
};

interface MadeFaults {
  readonly faults: readonly MadeFault[];
  /** Length of all of it; undefined where nothing says so. */
  readonly lengthMs: number | undefined;
}

/** @throws ImportError for another version, and for what is no kind of Chaos Mesh's */
function checkKind(document: ForeignDocument): void {
  const { apiVersion, kind } = fieldsOf(document.value);
  if (apiVersion !== chaosVersion) {
    throw new ImportError({
      message: `${document.file}: found apiVersion ${show(apiVersion)}; what is read is ${chaosVersion}`,
      hint: "Give the object as that version has it.",
    });
  }
  const kinds = [...kindsInPods, ...kindsElsewhere, "Schedule", "Workflow"];
  if (typeof kind === "string" && kinds.includes(kind)) return;
  const meant = typeof kind === "string" ? suggest(kind, kinds) : undefined;
  throw new ImportError({
    message: `${document.file}: Chaos Mesh has no kind ${show(kind)}`,
    hint:
      meant === undefined
        ? `Kinds that are read: ${[...kindsInPods, "Schedule", "Workflow"].join(", ")}.`
        : `Did you mean ${meant}?`,
  });
}

function remarkOnMetadata(document: ForeignDocument, { metadata, status }: ChaosFile): void {
  for (const key of CLUSTERS_KEYS) {
    if (key in metadata) document.differ(["metadata", key], "is the cluster's to write");
  }
  if (status !== undefined) document.differ(["status"], "is the cluster's to write");
  if (metadata.generateName !== undefined) {
    document.differ(["metadata", "generateName"], "what is to be undone has a name that is known beforehand");
  }
}

function faultsOf(
  document: ForeignDocument,
  { kind, metadata, spec }: ChaosFile,
  name: string,
  services: ChosenServices,
): MadeFaults | undefined {
  const { namespace } = metadata;
  if (kindsElsewhere.includes(kind)) {
    document.leave(["kind"], `${kind} is nothing that brownout makes and undoes in pods`);
    return undefined;
  }
  if (kind === "Workflow") return workflowFaults(document, ["spec"], namespace, services);
  if (kind === "Schedule") return scheduledFaults(document, name, namespace, services);
  const { labels, annotations } = metadata;
  const made = chaosFault(
    document,
    { kind, name, path: ["spec"], namespace, metadata: { labels, annotations } },
    { startMs: 0 },
    services,
  );
  return made && spec && { faults: [made], lengthMs: made.endMs };
}

/** The faults that a Schedule plays, once. */
function scheduledFaults(
  document: ForeignDocument,
  name: string,
  namespace: string | undefined,
  services: ChosenServices,
): MadeFaults | undefined {
  const { type } = document.read(z.looseObject({ type: z.string(), schedule: z.string() }), ["spec"]);
  const key = embeddedKey(type);
  remarkOnSchedule(document, ["spec"], key);
  const path: Path = ["spec", key];
  if (type === "Workflow") return workflowFaults(document, path, namespace, services);
  if (!kindsInPods.includes(type)) {
    document.leave(["spec", "type"], `${type} is nothing that brownout makes and undoes in pods`);
    return undefined;
  }
  const made = chaosFault(document, { kind: type, name, path, namespace }, { startMs: 0 }, services);
  return made && { faults: [made], lengthMs: made.endMs };
}

function remarkOnSchedule(document: ForeignDocument, path: Path, key: string): void {
  document.leave(
    [...path, "schedule"],
    "a run plays it once; what runs brownout again and again is a CronJob, or CI (deploy/kubernetes has one)",
  );
  for (const other of document.keysAt(path)) {
    if (other === key || other === "schedule" || other === "type") continue;
    if (scheduleKeys.includes(other))
      document.differ([...path, other], "says how often it is played, which goes with schedule");
    else document.leave([...path, other], "brownout knows nothing of this key");
  }
}

function draftOf(
  kind: string,
  name: string,
  { faults, lengthMs }: MadeFaults,
  services: ChosenServices,
): Draft | undefined {
  if (faults.length === 0) return undefined;
  const load = "clients";
  const [service = "service"] = Object.keys(services.system.kubernetes.selectors);
  return {
    name,
    source: `${kind} ${name}`,
    system: services.system,
    load: { [load]: { request: `GET ${service}/`, rate: madeUpRate, timeout: "10s" } },
    faults: faults.map(({ fault }) => fault),
    ...(lengthMs !== undefined && { faultMs: lengthMs }),
    ...madeUpCriteria(load),
    madeUp: ["load", "steady-state", "abort", "expect"],
  };
}

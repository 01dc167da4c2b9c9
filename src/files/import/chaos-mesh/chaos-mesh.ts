import { z } from "zod";
import { fieldsOf } from "../../yaml/fields.ts";
import { type Path, show } from "../../yaml/problem.ts";
import { suggest } from "../../yaml/suggestion.ts";
import { ChosenServices } from "../chosen-services.ts";
import { type Draft, madeUpCriteria, madeUpRate } from "../draft.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { ImportError } from "../import-error.ts";
import type { Importer } from "../importer.ts";
import { metadataSchema, objectName, remarkOnMetadata } from "../object-metadata.ts";
import { chaosFault, type MadeFault } from "./chaos-fault.ts";
import { chaosGroup, chaosVersion, embeddedKey, kindsElsewhere, kindsInPods } from "./kinds.ts";
import { remarkOnRepeats } from "./repeats.ts";
import { workflowFaults } from "./workflow.ts";

const objectSchema = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataSchema,
  spec: z.looseObject({}),
  status: z.unknown().optional(),
});
type ChaosFile = z.output<typeof objectSchema>;

/** Objects of Chaos Mesh that act in pods, and Schedules and Workflows of them. */
export const chaosMesh: Importer = {
  tool: "Chaos Mesh",
  reads: `objects of ${chaosVersion}, Schedule and Workflow too`,
  recognises: (value) => String(fieldsOf(value).apiVersion).startsWith(`${chaosGroup}/`),
  read(document) {
    checkKind(document);
    const file = document.read(objectSchema, []);
    const name = objectName(file.metadata) ?? file.kind.toLowerCase();
    remarkOnMetadata(document, kindsInPods.includes(file.kind));
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
  document.leave(
    ["spec", "schedule"],
    "a run plays it once; what runs brownout again and again is a CronJob, or CI (deploy/kubernetes has one)",
  );
  remarkOnRepeats(document, ["spec"], key);
  const path: Path = ["spec", key];
  if (type === "Workflow") return workflowFaults(document, path, namespace, services);
  if (!kindsInPods.includes(type)) {
    document.leave(["spec", "type"], `${type} is nothing that brownout makes and undoes in pods`);
    return undefined;
  }
  const made = chaosFault(document, { kind: type, name, path, namespace }, { startMs: 0 }, services);
  return made && { faults: [made], lengthMs: made.endMs };
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

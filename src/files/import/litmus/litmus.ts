import { type Fields, fieldsOf, itemsOf } from "../../yaml/fields.ts";
import { show } from "../../yaml/problem.ts";
import { ChosenServices } from "../chosen-services.ts";
import { type Draft, madeUpRate, probedCriteria } from "../draft.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { ImportError } from "../import-error.ts";
import type { Importer } from "../importer.ts";
import { nameOf, unusedName } from "../names.ts";
import { objectName, remarkOnMetadata } from "../object-metadata.ts";
import { engineSchema, LITMUS_VERSION } from "./engine-file.ts";
import { experimentFaults, timedFault } from "./experiment-faults.ts";
import { probeLoad } from "./http-probe.ts";
import { Tunables } from "./tunables.ts";

/** Keys of an engine, and of its experiments' components, by which Litmus does its work. */
const OWN_WORK = [
  "annotationCheck",
  "chaosServiceAccount",
  "components",
  "defaultHealthCheck",
  "engineState",
  "experimentAnnotations",
  "experimentImage",
  "experimentImagePullSecrets",
  "jobCleanUpPolicy",
  "monitoring",
  "nodeSelector",
  "resources",
  "statusCheckTimeouts",
  "terminationGracePeriodSeconds",
  "tolerations",
];

/** Engines of Litmus, with the experiments of its hub that act on pods, their network and their requests. */
export const litmus: Importer = {
  tool: "Litmus",
  reads: `ChaosEngine of ${LITMUS_VERSION}`,
  recognises(value) {
    const { apiVersion, kind } = fieldsOf(value);
    return String(apiVersion).startsWith("litmuschaos.io/") && kind === "ChaosEngine";
  },
  read(document) {
    checkVersion(document);
    const { metadata, spec } = document.read(engineSchema, []);
    remarkOnMetadata(document, false);
    remarkOnWork(document);
    const services = new ChosenServices();
    const label = spec.appinfo?.applabel?.trim() ?? "";
    const namespace = spec.appinfo?.appns?.trim() || metadata.namespace;
    if (label === "" || namespace === undefined) {
      document.leave(["spec", "appinfo"], "doesn't say which pods, by applabel and appns");
      return undefined;
    }
    const on = services.chooseBy(document, ["spec", "appinfo"], label, namespace);
    if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
      document.differ(["metadata", "namespace"], "is of the engine, which isn't created here");
    }
    if (spec.appinfo?.appkind) {
      document.differ(
        ["spec", "appinfo", "appkind"],
        "pods are chosen by their labels and namespace, whatever runs them",
      );
    }
    const loads = probes(document);
    const made =
      on === undefined
        ? undefined
        : faultsOf(
            document,
            on,
            spec.experiments.map(({ name }) => name),
          );
    if (on === undefined || made === undefined || made.faults.length === 0) return undefined;
    return draftOf(objectName(metadata) ?? "engine", on, loads, made, services);
  },
};

/** @throws ImportError for another version */
function checkVersion(document: ForeignDocument): void {
  const { apiVersion } = fieldsOf(document.value);
  if (apiVersion === LITMUS_VERSION) return;
  throw new ImportError({
    message: `${document.file}: found apiVersion ${show(apiVersion)}; what is read is ${LITMUS_VERSION}`,
    hint: "Give the engine as that version has it.",
  });
}

function remarkOnWork(document: ForeignDocument): void {
  const places = [
    { path: ["spec"], read: ["appinfo", "experiments"] },
    ...itemsOf(document.at(["spec", "experiments"])).flatMap((_, index) => [
      { path: ["spec", "experiments", index], read: ["name", "spec"] },
      { path: ["spec", "experiments", index, "spec"], read: ["components", "probe"] },
      { path: ["spec", "experiments", index, "spec", "components"], read: ["env"] },
    ]),
  ];
  for (const { path, read } of places) {
    for (const key of document.keysAt(path)) {
      if (read.includes(key)) continue;
      if (OWN_WORK.includes(key)) document.differ([...path, key], "says how Litmus does its work");
      else document.leave([...path, key], "brownout knows nothing of this key");
    }
  }
}

function probes(document: ForeignDocument): Readonly<Record<string, Fields>> {
  const loads: Record<string, Fields> = {};
  for (const [experiment] of itemsOf(document.at(["spec", "experiments"])).entries()) {
    const list = ["spec", "experiments", experiment, "spec", "probe"];
    for (const [index] of itemsOf(document.at(list)).entries()) {
      const made = probeLoad(document, [...list, index]);
      if (made !== undefined)
        loads[unusedName(nameOf(made.name), (name) => name in loads || name === "from")] = made.load;
    }
  }
  return loads;
}

/** The faults of all experiments, which Litmus plays one after the other. */
function faultsOf(document: ForeignDocument, on: string, names: readonly string[]) {
  const faults: Fields[] = [];
  let nowS = 0;
  for (const [index, name] of names.entries()) {
    const path = ["spec", "experiments", index];
    const tunables = new Tunables(document, path);
    const made = experimentFaults(name, tunables);
    if (made === undefined && !tunables.isRefused)
      document.leave([...path, "name"], `no fault of brownout's is the same as ${name}`);
    else tunables.leaveUnasked();
    for (const { keys, startS, lengthS } of made?.faults ?? [])
      faults.push(timedFault(keys, on, nowS + startS, lengthS));
    nowS += made?.lengthS ?? 0;
  }
  return { faults, lengthMs: nowS * 1000 };
}

function draftOf(
  name: string,
  on: string,
  probed: Readonly<Record<string, Fields>>,
  { faults, lengthMs }: ReturnType<typeof faultsOf>,
  services: ChosenServices,
): Draft {
  const { criteria, load } = probedCriteria(probed, { request: `GET ${on}/`, rate: madeUpRate, timeout: "10s" });
  return {
    name,
    source: `ChaosEngine ${name}`,
    system: services.system,
    load,
    faults: faults.map((keys) => ({ keys })),
    faultMs: lengthMs,
    ...criteria,
  };
}

import { type Fields, fieldsOf } from "../../yaml/fields.ts";
import { show } from "../../yaml/problem.ts";
import { type Draft, literal, madeUpRate, probedCriteria } from "../draft.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { ImportError } from "../import-error.ts";
import type { Importer } from "../importer.ts";
import { type ToolkitFile, toolkitSchema } from "./experiment-file.ts";
import { hypothesisLoads } from "./hypothesis.ts";
import { playMethod } from "./method.ts";
import { ToolkitSystem } from "./toolkit-system.ts";
import { ToolkitValues } from "./values.ts";

/** Parts of an experiment that brownout has nothing like, and why. */
const unlike = {
  controls: "a control is a program in Python that is called all through; brownout calls none",
  contributions: "says what it is good for; brownout has tags for that",
  extensions: "is for other programs than Chaos Toolkit itself",
  runtime: "brownout checks steady state all through, and always takes its faults out",
  dryrun: "`brownout plan` says what would happen",
} as const;

/** Experiments of Chaos Toolkit, as JSON or YAML. */
export const chaosToolkit: Importer = {
  tool: "Chaos Toolkit",
  reads: "experiments: keys title and method",
  recognises(value) {
    const fields = fieldsOf(value);
    return "method" in fields && ("title" in fields || "steady-state-hypothesis" in fields);
  },
  read(document) {
    checkVersion(document);
    const file = document.read(toolkitSchema, []);
    leaveUnlike(file, document);
    const values = new ToolkitValues(document);
    const system = new ToolkitSystem();
    const loads = hypothesisLoads(file["steady-state-hypothesis"]?.probes ?? [], document, values);
    const method = playMethod(file.method ?? [], file.rollbacks ?? [], document, values, system);
    const draft =
      system.system && method.faults.length > 0 ? draftOf(file, loads, method, system.system, values) : undefined;
    if (draft === undefined) document.leave(["method"], "no fault of brownout's can be made of it");
    else if (Object.keys(loads).length > 0) remarkOnHypothesis(document);
    values.leaveUnused();
    return draft;
  },
};

/** @throws ImportError for a version of the format after 1, which is the only one there is */
function checkVersion(document: ForeignDocument): void {
  const { version } = fieldsOf(document.value);
  if (version === undefined || /^1(\.|$)/.test(String(version))) return;
  throw new ImportError({
    message: `${document.file}: found version ${show(version)} of Chaos Toolkit's format; what is read is 1`,
    hint: "Give the experiment as that version has it.",
  });
}

function leaveUnlike(file: ToolkitFile, document: ForeignDocument): void {
  for (const [key, why] of Object.entries(unlike)) if (key in file) document.leave([key], why);
  const hypothesis = "steady-state-hypothesis";
  if (file[hypothesis]?.controls) document.leave([hypothesis, "controls"], unlike.controls);
  for (const [list, activities] of Object.entries({ method: file.method, rollbacks: file.rollbacks })) {
    for (const [index, activity] of (activities ?? []).entries()) {
      if (activity.controls) document.leave([list, index, "controls"], unlike.controls);
    }
  }
  for (const [index, probe] of (file[hypothesis]?.probes ?? []).entries()) {
    if (probe.controls) document.leave([hypothesis, "probes", index, "controls"], unlike.controls);
  }
}

function remarkOnHypothesis(document: ForeignDocument): void {
  document.differ(
    ["steady-state-hypothesis"],
    `each probe asks once before and once after the method; here a load of ${madeUpRate} asks all through, and less than 2 % of it may fail: before a fault goes in, and while one is in`,
  );
}

function draftOf(
  file: ToolkitFile,
  probes: Readonly<Record<string, Fields>>,
  { faults, lengthMs }: ReturnType<typeof playMethod>,
  system: Fields,
  values: ToolkitValues,
): Draft {
  const { load, criteria } = probedCriteria(probes, {
    request: madeUpRequest(system),
    rate: madeUpRate,
    timeout: "10s",
  });
  const hypothesis = file["steady-state-hypothesis"]?.title;
  const about = [file.description, hypothesis === undefined ? undefined : `Hypothesis: ${hypothesis}`];
  return {
    name: file.title,
    source: `experiment "${file.title.replace(/\s+/g, " ")}"`,
    title: literal(file.title),
    about: about.filter((text) => text !== undefined).join("\n"),
    ...(file.tags && { tags: file.tags.map(literal) }),
    secrets: [...values.secrets],
    variables: [...values.needed],
    system,
    load,
    faults: faults.map((keys) => ({ keys })),
    ...(lengthMs !== undefined && { faultMs: lengthMs }),
    ...criteria,
  };
}

function madeUpRequest(system: Fields): string {
  const [service] = Object.keys(fieldsOf(fieldsOf(system.kubernetes).selectors));
  return service === undefined ? "GET http://127.0.0.1:8080/" : `GET ${service}/`;
}

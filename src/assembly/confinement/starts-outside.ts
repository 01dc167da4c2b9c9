import { isManifest } from "../../faults/chaos-mesh/manifest.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { Path } from "../../files/yaml/problem.ts";
import { manifestFiles } from "../../platforms/kubernetes/manifest-files.ts";
import { readText } from "../read-text.ts";
import { type Confinement, type Place, STARTABLE_MAX_BYTES } from "./confinement.ts";
import type { OutOfBounds } from "./out-of-bounds.ts";
import { checkWithin } from "./within-place.ts";

/** A text that says what is started, and where the experiment names it. */
interface StartingText {
  readonly path: Path;
  /** For messages. */
  readonly name: string;
  readonly text: string;
}

/**
 * Every graph, Compose file, manifest and chaos object by which an experiment would start or make something, and whose
 * text nobody allowed.
 * @param graph its text, where the experiment has one
 * @throws UsageError for a file that can't be read, or may not be, and for a folder without manifests
 */
export function startsOutside(
  experiment: Experiment,
  on: string,
  graph: string | undefined,
  confinement: Confinement,
): readonly OutOfBounds[] {
  const texts = [
    ...ofGraph(experiment, on, graph),
    ...(on === "compose" ? ofCompose(experiment, confinement) : []),
    ...(on === "kubernetes" ? ofManifests(experiment, confinement) : []),
    ...ofChaosObjects(experiment),
  ];
  return texts
    .filter(({ text }) => !confinement.startable.has(text))
    .map(({ path, name }) => ({
      path,
      message: `${name} says what is started, and no file of --allow-start has the same text`,
    }));
}

/** A graph without programs of somebody's own starts the demo's service alone. */
function ofGraph({ system }: Experiment, on: string, text: string | undefined): readonly StartingText[] {
  const programs = system.graph?.services.filter(({ program }) => program !== undefined) ?? [];
  if (on !== "local" || programs.length === 0 || text === undefined) return [];
  const names = programs.map(({ name }) => name).join(", ");
  return [{ path: ["system", "graph"], name: `the graph has programs (${names}) and`, text }];
}

function ofCompose({ system }: Experiment, place: Place): readonly StartingText[] {
  return (system.compose?.files ?? []).map((file, index, { length }) => ({
    path: length === 1 ? ["system", "compose"] : ["system", "compose", "file", index],
    name: file,
    text: readWithin(file, place),
  }));
}

function ofManifests({ system }: Experiment, place: Place): readonly StartingText[] {
  return (system.kubernetes?.manifests ?? []).flatMap((path, index) => {
    checkWithin(path, place);
    return manifestFiles(path).map((file) => ({
      path: ["system", "kubernetes", "manifests", index],
      name: file,
      text: readWithin(file, place),
    }));
  });
}

function ofChaosObjects({ faults }: Experiment): readonly StartingText[] {
  return faults.flatMap((fault, index) => {
    if (!isManifest(fault)) return [];
    const { file, text = "" } = fault.params;
    return [{ path: ["faults", index, "file"], name: file, text }];
  });
}

function readWithin(path: string, place: Place): string {
  checkWithin(path, place);
  return readText(path, STARTABLE_MAX_BYTES);
}

import { dirname, isAbsolute, join } from "node:path";
import { faultKinds } from "../faults/kinds.ts";
import { isReplay } from "../faults/toxiproxy/latency.ts";
import type { Experiment } from "../files/experiment/experiment.ts";
import { parseExperiment } from "../files/experiment/parse-experiment.ts";
import { parseVariableFile } from "../files/experiment/variables.ts";
import { parseGraph } from "../files/graph/parse-graph.ts";
import { interpretSchemas } from "../files/interpret-schemas.ts";
import { maxTextLength } from "../files/yaml/document.ts";
import type { ConcealedValue } from "../files/yaml/node.ts";
import type { Source } from "../files/yaml/problem.ts";
import type { KeptText } from "../records/journal/run-folder.ts";
import { UsageError } from "../values/errors.ts";
import type { Confined, Place } from "./confinement/confinement.ts";
import { checkWithin } from "./confinement/within-place.ts";
import { type ReadText, readText } from "./read-text.ts";
import { RunInputs } from "./run-inputs.ts";

/** Variables that a command, or a program, sets. */
export interface VariableOptions {
  /** By name. */
  readonly var: Readonly<Record<string, string>>;
  /** Path of a file with a line NAME=value for each. */
  readonly varFile?: string;
}

/** The surroundings of an experiment. */
export interface ReadOptions extends VariableOptions, Confined {
  /** The folder of the runs that it may name; `.brownout/runs` where the command has none. */
  readonly runs?: string;
}

export interface LoadedExperiment {
  readonly experiment: Experiment;
  /** Its own text. */
  readonly source: Source;
  /** Paths of the files that were read for it, its own among them, from where the command was started. */
  readonly files: readonly string[];
  /** The texts that it was read from, for the folder of a run. */
  readonly texts: readonly KeptText[];
  /** Values that nothing may have that is shown or kept, beside the texts that are sent. */
  readonly concealed: readonly ConcealedValue[];
}

/**
 * Reads an experiment, from a file or as a text, and the graph that it names. Variables come from `--var`, then `--var-file`, then the
 * environment; a confined one gets of files and environment what its bounds allow.
 * @param readFile reads every file that it takes
 * @throws UsageError, of which ExperimentError and ConfinedFileError are
 */
export async function loadExperiment(
  file: string | Source,
  { confinement, ...options }: ReadOptions,
  readFile: ReadText = readText,
): Promise<LoadedExperiment> {
  interpretSchemas();
  const files: string[] = [];
  const readAny = (path: string) => ({ path, text: readFile(path, maxTextLength) });
  const read = (path: string) => {
    if (confinement !== undefined) checkWithin(path, confinement);
    files.push(path);
    return readAny(path);
  };
  const source = typeof file === "string" ? read(file) : file;
  const from = (path: string) => (isAbsolute(path) ? path : join(dirname(source.path), path));
  const readable = Object.entries(process.env).filter(([name]) => confinement?.environment.has(name) ?? true);
  const inputs = new RunInputs({
    given: new Map(Object.entries(options.var)),
    fromFile: options.varFile === undefined ? new Map() : parseVariableFile(readAny(options.varFile)),
    environment: new Map(readable.map(([name, value]) => [name, value ?? ""])),
  });
  const parsed = parseExperiment(inputs.noteExperiment(source), {
    faultKinds,
    variables: inputs.variables,
    ...(confinement !== undefined && { environmentClosedBy: confinement.under }),
    isConcealed: (name) => inputs.isConcealed(name),
    noteConcealed: (values) => inputs.noteConcealed(values),
    readGraph: (graph, variant) => parseGraph(inputs.note("graph.yaml", read(from(graph))), variant),
    readText: (path) => read(from(path)),
  });
  if (confinement !== undefined) await checkProtos(parsed, confinement);
  const experiment = await withReplays(parsed, source, options.runs ?? ".brownout/runs", confinement);
  await checkCommandsOf(experiment);
  await checkGenerators(experiment);
  return { experiment, source, files, texts: inputs.texts(), concealed: inputs.concealed };
}

/** Checks that proto files take in nothing that may not be read. */
async function checkProtos({ loads }: Experiment, place: Place): Promise<void> {
  const { checkProtoImports } = await import("./confinement/proto-imports.ts");
  for (const { command } of loads) {
    const { proto } = command?.settings ?? {};
    if (proto !== undefined) checkProtoImports(proto, place);
  }
}

/** Takes in what faults replay of earlier runs. */
async function withReplays(
  experiment: Experiment,
  source: Source,
  runs: string,
  place: Place | undefined,
): Promise<Experiment> {
  if (!experiment.faults.some(isReplay)) return experiment;
  const { withReplayedRuns } = await import("./replayed-runs.ts");
  return withReplayedRuns(experiment, source, { runs, from: dirname(source.path), place });
}

/** Checks what only the program that sends a command knows of it: the methods in a proto file. */
async function checkCommandsOf({ loads }: Experiment): Promise<void> {
  if (loads.every(({ command }) => command === undefined)) return;
  const { checkCommands } = await import("../load/commands/list.ts");
  await checkCommands(loads);
}

/** Checks that the programs are there which send loads. */
async function checkGenerators({ loads }: Experiment): Promise<void> {
  const load = loads.find(({ generator }) => generator !== undefined);
  if (load?.generator === undefined) return;
  const { isOnPath } = await import("../clients/os/is-on-path.ts");
  const { program } = load.generator;
  if (isOnPath(program)) return;
  throw new UsageError({
    message: `load ${load.name} is sent by ${program}, which isn't installed here`,
    hint: `Install ${program} so that it is on the PATH, or write the load as a request.`,
  });
}

import { isReplay } from "../faults/toxiproxy/latency.ts";
import type { Experiment } from "../files/experiment/experiment.ts";
import { ExperimentError } from "../files/experiment/experiment-error.ts";
import { type FaultSpec, targetName } from "../files/experiment/fault-spec.ts";
import { parseDocument } from "../files/yaml/document.ts";
import type { Problem, Source } from "../files/yaml/problem.ts";
import { type ReplayPlaces, readReplay } from "./read-replay.ts";

/**
 * The experiment with all that its faults replay of earlier runs, so that nothing after this needs their journals.
 * @throws ExperimentError with all that is wrong with them; ConfinedFileError
 */
export async function withReplayedRuns(
  experiment: Experiment,
  source: Source,
  places: ReplayPlaces,
): Promise<Experiment> {
  // For places alone: nothing in it is replaced, so that no message has what a variable holds.
  const document = parseDocument(source);
  const problems: Problem[] = [];
  const faults: FaultSpec[] = [];
  for (const [index, fault] of experiment.faults.entries()) {
    if (!isReplay(fault)) {
      faults.push(fault);
      continue;
    }
    const { latency } = fault.params;
    const read = await readReplay({ ...latency, edge: latency.edge ?? targetName(fault.on) }, places);
    if ("quantiles" in read) faults.push({ ...fault, params: { ...fault.params, latency: read } });
    else problems.push(document.problemAt(["faults", index, "latency", read.key], read));
  }
  if (problems.length > 0) throw new ExperimentError(problems);
  return { ...experiment, faults };
}

import type { Baseline, EndedRun } from "../../judge/gate/baseline.ts";
import type { CommandContext } from "./context.ts";
import type { RunsOption } from "./runs-option.ts";

/** Reads runs by their names. */
export async function namedRuns(names: readonly string[], { runs }: RunsOption): Promise<readonly EndedRun[]> {
  const [{ readNamedRuns }, { endedRun }] = await Promise.all([
    import("../../assembly/recorded-runs.ts"),
    import("../../judge/gate/baseline.ts"),
  ]);
  return (await readNamedRuns(runs, names)).map(endedRun);
}

/**
 * Reads the runs of a folder that a baseline is to have: those that passed and that it hasn't, of its kind, or where there is none
 * of the newest's. Says how many others there are.
 * @param experiment that they are of; any where it isn't known
 */
export async function runsToAdd(
  baseline: Baseline | undefined,
  experiment: string | undefined,
  options: RunsOption,
  context: CommandContext,
): Promise<readonly EndedRun[]> {
  const { ofOneKind } = await import("../../judge/gate/baseline.ts");
  const ended = await runsBeside(baseline, experiment, options, context);
  const passed = ended.filter(({ verdict }) => verdict === "pass");
  const { kept, leftOut } = ofOneKind(baseline, passed);
  const count = leftOut.length;
  if (count > 0) {
    const others = count === 1 ? "1 run that passed is" : `${count} runs that passed are`;
    context.err(`${others} left out, of another kind than ${baseline === undefined ? "the newest" : "the baseline's"}`);
  }
  return kept;
}

/** Reads the runs of a baseline's experiment that began after its newest. */
export async function laterRuns(
  baseline: Baseline,
  options: RunsOption,
  context: CommandContext,
): Promise<readonly EndedRun[]> {
  const newest = baseline.runs.at(-1)?.startedAt ?? "";
  const beside = await runsBeside(baseline, baseline.kind.experiment, options, context);
  return beside.filter(({ measured }) => measured.startedAt > newest);
}

/** Reads the runs in the folder that a baseline hasn't; of one experiment where it is known. */
async function runsBeside(
  baseline: Baseline | undefined,
  experiment: string | undefined,
  { runs }: RunsOption,
  context: CommandContext,
): Promise<readonly EndedRun[]> {
  const [{ readAllRuns }, { endedRun }] = await Promise.all([
    import("../../assembly/recorded-runs.ts"),
    import("../../judge/gate/baseline.ts"),
  ]);
  const has = new Set(baseline?.runs.map(({ run }) => run));
  const isOfIt = (name: string) => experiment === undefined || name === experiment;
  const all = await readAllRuns(
    runs,
    (name, { plan }) => !has.has(name) && isOfIt(plan.experiment.name),
    (name, { message }) => context.err(`${name} is left out: ${message}`),
  );
  return all.map(endedRun);
}

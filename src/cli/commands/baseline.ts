import { Command, Option } from "commander";
import type { Baseline } from "../../judge/gate/baseline.ts";
import { UsageError } from "../../values/errors.ts";
import { laterRuns, namedRuns, runsToAdd } from "./baseline-runs.ts";
import type { CommandContext } from "./context.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";
import { wholeOption } from "./whole-option.ts";

/** Runs that a baseline has unless more are asked for: as many as are usual. */
const KEPT = 20;
const MOST_KEPT = 500;
/** Seeds the draws where there are too many ways to go through: the same runs get the same answer. */
const SEED = 1;

interface BaselinesOption extends RunsOption {
  readonly baselines: string;
}
type SaveOptions = BaselinesOption & { readonly keep: number; readonly replace?: true };
type JsonOptions = BaselinesOption & { readonly json?: true };

export function baselineCommand(context: CommandContext): Command {
  const command = new Command("baseline").description(
    "Keeps runs of a system as it is to stay, and says whether others are worse.",
  );
  for (const one of [saveCommand(context), showCommand(context), checkCommand(context)]) {
    const baselines = new Option("--baselines <folder>", "where baselines are kept").default(".brownout/baselines");
    command.addCommand(one.addOption(runsOption()).addOption(baselines).exitOverride());
  }
  return command;
}

function saveCommand(context: CommandContext): Command {
  return new Command("save")
    .description("Adds runs that passed to a baseline; makes it where there is none.")
    .argument("<name>", "the baseline's name, such as that of the branch that it is of")
    .argument(
      "[runs...]",
      "names of runs; without any, those in the runs folder that passed, of its experiment and kind",
    )
    .addOption(
      new Option("--keep <runs>", "how many it has at most: the newest")
        .argParser(wholeOption("keep", 1, MOST_KEPT))
        .default(KEPT),
    )
    .option("--replace", "begins it anew, with these runs alone")
    .action((name: string, runs: readonly string[], options: SaveOptions) => save(name, runs, options, context));
}

function showCommand(context: CommandContext): Command {
  return new Command("show")
    .description("Shows what a baseline is made of; without a name, lists them.")
    .argument("[name]", "the baseline's name")
    .option("--json", "prints it as JSON")
    .action((name: string | undefined, options: JsonOptions) => show(name, options, context));
}

function checkCommand(context: CommandContext): Command {
  return new Command("check")
    .description(
      "Says whether runs are worse than a baseline's; of a system that didn't change it says so once in 200 times.",
    )
    .argument("<name>", "the baseline's name")
    .argument("[runs...]", "names of runs; without any, all of its experiment that began after its newest")
    .option("--json", "prints it as JSON")
    .addHelpText(
      "after",
      "\nExit code: 0 when no figure is worse, 1 when one is, 3 when it can't be told: too few runs, runs that can't be\ncompared, or figures in which nothing would have been seen.",
    )
    .action((name: string, runs: readonly string[], options: JsonOptions) => check(name, runs, options, context));
}

async function save(
  name: string,
  runs: readonly string[],
  options: SaveOptions,
  context: CommandContext,
): Promise<void> {
  const [{ writeBaseline }, { withRuns }, { savedInWords }] = await Promise.all([
    import("../../records/baselines/baseline-file.ts"),
    import("../../judge/gate/baseline.ts"),
    import("../../report/terminal/baseline.ts"),
  ]);
  const old = await oldBaseline(name, options, context);
  const kept = options.replace ? undefined : old;
  const added =
    runs.length > 0 ? await namedRuns(runs, options) : await runsToAdd(kept, old?.kind.experiment, options, context);
  if (added.length === 0) {
    const which = old === undefined ? "" : ` of ${old.kind.experiment}`;
    const others = kept === undefined ? "" : ` that ${name} hasn't`;
    throw new UsageError({
      message: `no run${which} that passed is in ${options.runs}${others}`,
      hint: "A baseline is of runs that passed: `brownout runs` lists runs, and how they ended.",
    });
  }
  const baseline = withRuns(kept, added, options.keep);
  const path = await writeBaseline(options.baselines, name, baseline);
  for (const line of savedInWords(name, baseline, path)) context.out(line);
}

/** The baseline that there is. One that is to be begun anew may be damaged: that is a way to mend it. */
async function oldBaseline(
  name: string,
  { baselines, replace }: SaveOptions,
  context: CommandContext,
): Promise<Baseline | undefined> {
  const { readBaseline } = await import("../../records/baselines/baseline-file.ts");
  try {
    return await readBaseline(baselines, name);
  } catch (error) {
    if (!replace || !(error instanceof UsageError)) throw error;
    context.err(error.message);
    return undefined;
  }
}

async function show(name: string | undefined, options: JsonOptions, context: CommandContext): Promise<void> {
  if (name === undefined) return list(options, context);
  const baseline = await existing(name, options);
  if (options.json) return context.deliver(JSON.stringify({ name, ...baseline }, null, 2));
  const { renderBaseline } = await import("../../report/terminal/baseline.ts");
  context.deliver(renderBaseline(name, baseline, terminalStyle(context)).join("\n"));
}

async function list({ baselines, json }: JsonOptions, context: CommandContext): Promise<void> {
  const { baselineNames } = await import("../../records/baselines/baseline-file.ts");
  const names = await baselineNames(baselines);
  if (json) context.deliver(JSON.stringify(names));
  else if (names.length === 0) context.out(`no baselines in ${baselines}`);
  else context.deliver(names.join("\n"));
}

async function check(
  name: string,
  runs: readonly string[],
  options: JsonOptions,
  context: CommandContext,
): Promise<void> {
  const [{ checkRuns }, { seededRandom }, { renderCheck }, { renderCheckJson }] = await Promise.all([
    import("../../judge/gate/check-runs.ts"),
    import("../../values/random/random.ts"),
    import("../../report/terminal/baseline-check.ts"),
    import("../../report/check-json.ts"),
  ]);
  const baseline = await existing(name, options);
  refuseItsOwn(name, baseline, runs);
  const found = runs.length > 0 ? await namedRuns(runs, options) : await laterRuns(baseline, options, context);
  const checked = checkRuns(baseline, found, seededRandom(SEED));
  if (options.json) context.deliver(renderCheckJson(name, baseline, checked));
  else context.deliver(renderCheck(name, baseline, checked, terminalStyle(context)).join("\n"));
  context.exitCode(checked.exitCode);
}

async function existing(name: string, { baselines }: BaselinesOption): Promise<Baseline> {
  const { readBaseline } = await import("../../records/baselines/baseline-file.ts");
  const baseline = await readBaseline(baselines, name);
  if (baseline !== undefined) return baseline;
  throw new UsageError({
    message: `there is no baseline ${name} in ${baselines}`,
    hint: "`brownout baseline show` lists them; `brownout baseline save NAME` makes one of the runs that passed.",
  });
}

/** A run beside itself never differs. */
function refuseItsOwn(name: string, { runs }: Baseline, checked: readonly string[]): void {
  const own = checked.find((one) => runs.some(({ run }) => run === one));
  if (own === undefined) return;
  throw new UsageError({
    message: `${own} is one of the runs of ${name}: it can't be checked against itself`,
    hint: "Name runs that the baseline hasn't.",
  });
}

import { join } from "node:path";
import { Command, Option } from "commander";
import type { RunbookUpdate } from "../../assembly/runbook-file.ts";
import type { RunbookRuns } from "../../report/runbook/runbook-run.ts";
import { UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { CommandContext } from "./context.ts";
import { replaceText } from "./replace-text.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { writeNewFiles } from "./write-files.ts";

type RunbookOptions = RunsOption & { readonly out?: string; readonly check?: true; readonly stdout?: true };

export function runbookCommand(context: CommandContext): Command {
  return new Command("runbook")
    .description("Writes a runbook of what runs have shown of a failure, and keeps what people change in it.")
    .argument("<run...>", "runs of one failure, as `brownout runs` lists them; the first has the figures")
    .addOption(runsOption())
    .option("--out <file>", "where to; runbooks/EXPERIMENT.md unless given")
    .option("--check", "writes nothing, and ends with 1 where something would change")
    .addOption(new Option("--stdout", "prints it as a new one, whatever files there are").conflicts(["out", "check"]))
    .addHelpText(
      "after",
      "\nExit code: 0 when it is written, or needn't be; 1 when there are conflicts for you to decide, or with --check when something would change; 3 when the runs show nothing to write.",
    )
    .action((names: readonly string[], options: RunbookOptions) => runbook(names, options, context));
}

async function runbook(names: readonly string[], options: RunbookOptions, context: CommandContext): Promise<void> {
  const [{ readRunbookRuns }, { runbookOf, newRunbook }, { updateRunbook }] = await Promise.all([
    import("../../assembly/runbook-runs.ts"),
    import("../../report/runbook/runbook.ts"),
    import("../../assembly/runbook-file.ts"),
  ]);
  const runs = await readRunbookRuns(options.runs, names);
  const sections = runbookOf(runs);
  const whole = newRunbook(runs, sections);
  if (options.stdout) {
    context.deliver(whole.trimEnd());
    return;
  }
  const path = options.out ?? pathFor(runs);
  const update = updateRunbook(path, whole, sections);
  for (const change of update.changes) {
    if (!options.check) write(change);
    context.out(`${options.check ? "would change" : "written"}: ${change.path}`);
  }
  if (update.changes.length === 0) context.out(`${path} is as it should be`);
  tellConflicts(path, update, context);
  const isChecked = options.check === true && update.changes.length > 0;
  if (isChecked || update.conflicts.length > 0) context.exitCode(exitCodes.fail);
}

function write({ path, text, isNew }: RunbookUpdate["changes"][number]): void {
  if (isNew) writeNewFiles([{ path, text }], "Call it again.");
  else replaceText(path, text);
}

function pathFor(runs: RunbookRuns): string {
  const experiments = [...new Set(runs.map(({ result }) => result.experiment))];
  const [name = ""] = experiments;
  // A journal may be from anywhere, and its experiment's name lead there.
  if (experiments.length === 1 && /^[a-z0-9-]+$/.test(name)) return join("runbooks", `${name}.md`);
  throw new UsageError({
    message: `the runs are of ${experiments.join(" and ")}`,
    hint: "Name the runbook's file with --out.",
  });
}

function tellConflicts(
  path: string,
  { conflicts, missing, strangers, basePath }: RunbookUpdate,
  context: CommandContext,
): void {
  for (const { section, line, isWithoutBase } of conflicts) {
    const why = isWithoutBase ? `; what was generated last isn't known, for want of ${basePath}` : "";
    context.out(`conflict: ${path}:${line}: the section ${section} was changed here, and by the runs${why}`);
  }
  if (conflicts.length > 0) context.out("Keep what is right, and delete the lines <<<<<<<, ======= and >>>>>>>.");
  for (const name of missing) context.err(`note: ${path} has no section ${name} any more; it is left out`);
  for (const name of strangers)
    context.err(`note: ${path} has a section ${name} that isn't known; it is left as it is`);
}

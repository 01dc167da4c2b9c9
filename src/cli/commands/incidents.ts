import { basename, dirname } from "node:path";
import { Command } from "commander";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { preparePlan } from "../../assembly/prepare-plan.ts";
import { readIncident, withVars } from "../../assembly/read-incident.ts";
import type { Incident } from "../../files/incident/incident.ts";
import type { PlayedVariant } from "../../report/played-incident.ts";
import { UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { CommandContext } from "./context.ts";
import { incidentExitCode } from "./incident-exit-code.ts";
import { incidentFiles } from "./incident-files.ts";
import { writePageBeside } from "./run-page.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";
import { addVariableOptions } from "./variable-options.ts";

type PlayOptions = RunsOption & VariableOptions & { readonly json?: true; readonly variant?: readonly string[] };

export function incidentsCommand(context: CommandContext): Command {
  const command = new Command("incidents")
    .description("Documented outages that are replayed: lists them, or plays one.")
    .action(() => list(context));
  const play = new Command("run")
    .description("Plays an incident, unprotected and protected, and holds it against what is documented of it.")
    .argument("<incident>", "its name, as `brownout incidents` lists it, or its file")
    .addOption(runsOption())
    .option("--variant <name...>", 'plays these alone, as "unprotected protected"; all of them unless given')
    .option("--json", "prints what was claimed and measured as JSON")
    .addHelpText(
      "after",
      "\nExit code: 0 when every claim holds, 1 when one does not, 3 when one could not be judged, 4 when a fault may still be in.",
    )
    .action((name: string, options: PlayOptions) => run(name, options, context));
  return command.addCommand(addVariableOptions(play).exitOverride());
}

async function list(context: CommandContext): Promise<void> {
  const { layTable } = await import("../../report/terminal/table.ts");
  const { printLines } = await import("../../report/terminal/print.ts");
  const { line } = await import("../../report/terminal/text.ts");
  const style = terminalStyle(context);
  const rows: string[][] = [];
  for (const file of await incidentFiles()) {
    const { name, title, variants } = await readIncident(file);
    rows.push([name, title, String(variants.length)]);
  }
  const columns = [
    { heading: "INCIDENT" },
    { heading: "what happened", atLeast: 30 },
    { heading: "variants", align: "right" as const },
  ];
  const cells = rows.map((row) => row.map((text) => line("plain", text)));
  context.deliver(printLines(layTable(columns, cells, style.columns), style).join("\n"));
}

async function run(name: string, options: PlayOptions, context: CommandContext): Promise<void> {
  const { renderVariant } = await import("../../report/terminal/incident.ts");
  const { renderIncidentJson } = await import("../../report/incident-json.ts");
  const incident = await readIncident(await fileOf(name), options);
  const played: PlayedVariant[] = [];
  for (const variant of chosenOf(incident, options)) {
    if (context.signal.aborted) break;
    const one = await playVariant(variant, options, context);
    played.push(one);
    if (!options.json) context.out(`${renderVariant(one, terminalStyle(context)).join("\n")}\n`);
  }
  if (options.json) context.deliver(renderIncidentJson({ incident, variants: played }));
  const code = incidentExitCode(played.map(({ judged }) => judged));
  const { aborted, reason } = context.signal;
  const isStopped = aborted && code !== exitCodes.undoIncomplete;
  context.exitCode(isStopped ? exitCodes[reason as "SIGINT" | "SIGTERM"] : code);
}

/** @throws UsageError for a name that no variant has */
function chosenOf({ name, variants }: Incident, { variant: chosen }: PlayOptions): Incident["variants"] {
  if (chosen === undefined) return variants;
  const names = variants.map((one) => one.name);
  const stranger = chosen.find((one) => !names.includes(one));
  if (stranger === undefined) return variants.filter((one) => chosen.includes(one.name));
  throw new UsageError({ message: `${name} has no variant "${stranger}"`, hint: `It has ${names.join(", ")}.` });
}

async function fileOf(name: string): Promise<string> {
  if (/\.ya?ml$/.test(name)) return name;
  const files = await incidentFiles();
  const file = files.find((path) => basename(dirname(path)) === name);
  if (file !== undefined) return file;
  throw new UsageError({ message: `there is no incident "${name}"`, hint: "`brownout incidents` lists them" });
}

/** Runs a variant and judges its claims by the journal, not by what the run thought of itself. */
async function playVariant(
  { name, path, vars, claims }: Incident["variants"][number],
  options: PlayOptions,
  context: CommandContext,
): Promise<PlayedVariant> {
  const { executeRun } = await import("../../assembly/execute-run.ts");
  const { openRunView } = await import("./run-view.ts");
  const { judgeClaims } = await import("../../judge/history/claims.ts");
  const { readTimeline } = await import("../../records/journal/read-timeline.ts");
  const prepared = await preparePlan(path, { ...withVars(options, vars), on: "local" }, context);
  const view = openRunView(context, options.json ? "stderr" : "stdout");
  const input = { ...prepared, runsFolder: options.runs, listener: view.listener };
  const executed = await executeRun(input, context).finally(view.close);
  const { folder } = executed;
  await writePageBeside(executed, context);
  const judged = await judgeClaims(readTimeline(folder.journalPath), claims);
  if (judged === undefined) throw new Error(`${folder.journalPath} is empty`);
  return { name, run: folder.path, judged };
}

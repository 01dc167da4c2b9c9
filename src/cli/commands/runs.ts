import { Command } from "commander";
import { listRuns } from "../../records/journal/list-runs.ts";
import { type RunLine, runLine } from "../../report/run-line.ts";
import type { CommandContext } from "./context.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";

export function runsCommand(context: CommandContext): Command {
  return new Command("runs")
    .description("Lists runs, the oldest first, and what may be left in of each.")
    .addOption(runsOption())
    .option("--json", "print one JSON array", false)
    .option(
      "--stability",
      "says of each experiment how often which verdict came, and what would make it the same",
      false,
    )
    .action(async (options: RunsOption & { readonly json: boolean; readonly stability: boolean }) => {
      if (options.stability) return showStability(options, context);
      const lines = (await listRuns(options.runs)).map(runLine);
      if (options.json) context.deliver(JSON.stringify(lines));
      else if (lines.length === 0) context.out(`no runs in ${options.runs}`);
      else context.deliver(table(lines));
      for (const { run, problem } of lines) if (problem !== null) context.err(`${run}: ${problem}`);
    });
}

async function showStability(
  { runs, json }: RunsOption & { readonly json: boolean },
  context: CommandContext,
): Promise<void> {
  const [{ readAllRuns }, { stabilityOf }, { renderStability }, { terminalStyle }] = await Promise.all([
    import("../../assembly/recorded-runs.ts"),
    import("../../judge/stability/stability.ts"),
    import("../../report/terminal/stability.ts"),
    import("./terminal.ts"),
  ]);
  const recorded = await readAllRuns(
    runs,
    () => true,
    (name, { message }) => context.err(`${name}: ${message}`),
  );
  const stability = stabilityOf(recorded);
  if (json) context.deliver(JSON.stringify(stability, null, 2));
  else if (stability.length === 0) context.out(`no runs in ${runs}`);
  else context.deliver(renderStability(stability, terminalStyle(context)).join("\n"));
}

function inWords({ pending, forgotten, recovered }: RunLine): string {
  const words = [
    ...(pending.length > 0 ? [`${pending.length}`] : []),
    ...(forgotten.length > 0 ? [`${forgotten.length} forgotten`] : []),
    ...recovered.slice(-1).map(({ wall, by }) => `taken out later, on ${toSecond(wall)} by ${by}`),
  ];
  return words.join(", ") || "-";
}

function toSecond(wall: string): string {
  return wall.slice(0, 19).replace("T", " ");
}

function table(lines: readonly RunLine[]): string {
  const rows = [
    ["run", "experiment", "started", "state", "in"],
    ...lines.map((one) => [
      one.run,
      one.experiment ?? "-",
      one.startedAt === null ? "-" : toSecond(one.startedAt),
      one.state,
      inWords(one),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

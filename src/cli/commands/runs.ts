import { Command } from "commander";
import type { LateRecord } from "../../judge/history/undo-log.ts";
import { type ListedRun, listRuns } from "../../records/journal/list-runs.ts";
import { BrownoutError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { CommandContext } from "./context.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";

/** A run as `runs --json` prints it. */
interface RunLine {
  readonly run: string;
  readonly experiment: string | null;
  /** ISO 8601 */
  readonly startedAt: string | null;
  readonly state: string;
  /** The reason its journal can't be read. */
  readonly problem: string | null;
  readonly exitCode: number | null;
  /** Faults that are in, or may still be. */
  readonly pending: readonly { readonly what: string; readonly manual: string }[];
  /** Faults that somebody gave up, though it may still be in. */
  readonly forgotten: readonly { readonly what: string; readonly by: string; readonly why: string }[];
  /** Faults that were taken out when the run had ended, or its runner was gone. */
  readonly recovered: readonly ({ readonly what: string } & Omit<LateRecord, "record">)[];
}

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

function runLine({ folder, holder, journal }: ListedRun): RunLine {
  const run = folder.id;
  if (journal instanceof BrownoutError) {
    return {
      run,
      experiment: null,
      startedAt: null,
      state: "unreadable",
      problem: journal.message,
      exitCode: null,
      pending: [],
      forgotten: [],
      recovered: [],
    };
  }
  const pending = [...journal.pending.values()].map(({ what, manual }) => ({ what, manual }));
  const forgotten = journal.forgotten.map(({ record: { what }, by, why }) => ({ what, by, why }));
  const recovered = journal.late.map(({ record: { what }, ...late }) => ({ what, ...late }));
  const { experiment = null, startedAt = null, exitCode = null } = journal;
  const state = stateOf(holder, exitCode);
  return { run, experiment, startedAt, state, problem: null, exitCode, pending, forgotten, recovered };
}

const ends: Readonly<Record<number, string>> = {
  [exitCodes.pass]: "pass",
  [exitCodes.fail]: "fail",
  [exitCodes.aborted]: "aborted",
  [exitCodes.inconclusive]: "inconclusive",
  [exitCodes.undoIncomplete]: "undo incomplete",
  [exitCodes.internal]: "internal error",
  [exitCodes.SIGINT]: "interrupted",
  [exitCodes.SIGTERM]: "interrupted",
};

function stateOf(holder: ListedRun["holder"], exitCode: number | null): string {
  if (holder !== undefined) return holder.role === "runner" ? "running" : "being recovered";
  return exitCode === null ? "unfinished" : (ends[exitCode] ?? `exit code ${exitCode}`);
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

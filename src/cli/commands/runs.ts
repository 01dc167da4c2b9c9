import { Command } from "commander";
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
}

export function runsCommand(context: CommandContext): Command {
  return new Command("runs")
    .description("Lists runs, the oldest first, and what may be left in of each.")
    .addOption(runsOption())
    .option("--json", "print one JSON array", false)
    .action(async (options: RunsOption & { readonly json: boolean }) => {
      const lines = (await listRuns(options.runs)).map(runLine);
      if (options.json) context.deliver(JSON.stringify(lines));
      else if (lines.length === 0) context.out(`no runs in ${options.runs}`);
      else context.deliver(table(lines));
      for (const { run, problem } of lines) if (problem !== null) context.err(`${run}: ${problem}`);
    });
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
    };
  }
  const pending = [...journal.pending.values()].map(({ what, manual }) => ({ what, manual }));
  const forgotten = journal.forgotten.map(({ record: { what }, by, why }) => ({ what, by, why }));
  const { experiment = null, startedAt = null, exitCode = null } = journal;
  return { run, experiment, startedAt, state: stateOf(holder, exitCode), problem: null, exitCode, pending, forgotten };
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

function inWords(pending: number, forgotten: number): string {
  const words = [...(pending > 0 ? [`${pending}`] : []), ...(forgotten > 0 ? [`${forgotten} forgotten`] : [])];
  return words.join(", ") || "-";
}

function table(lines: readonly RunLine[]): string {
  const rows = [
    ["run", "experiment", "started", "state", "in"],
    ...lines.map(({ run, experiment, startedAt, state, pending, forgotten }) => [
      run,
      experiment ?? "-",
      startedAt?.slice(0, 19).replace("T", " ") ?? "-",
      state,
      inWords(pending.length, forgotten.length),
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

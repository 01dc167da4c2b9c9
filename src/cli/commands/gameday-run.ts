import { undoIsComplete } from "../../assembly/gameday/check-leftovers.ts";
import { openDesk } from "../../assembly/gameday/open-desk.ts";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import { exitCodes, LEFT_EXIT_CODE } from "../../values/exit-codes.ts";
import { dayChecks } from "../doctor/day-checks.ts";
import { type DayEnd, holdDay } from "../gameday/hold-day.ts";
import type { CommandContext } from "./context.ts";
import { queueContext } from "./queue-context.ts";
import { writePageBeside } from "./run-page.ts";
import type { RunsOption } from "./runs-option.ts";
import { writeDayReport } from "./write-day-report.ts";

export interface GamedayRunOptions extends VariableOptions, RunsOption {
  readonly resume?: true;
}

/** Holds a game day, or takes one up again. */
export async function runGameday(file: string, options: GamedayRunOptions, outer: CommandContext): Promise<void> {
  const context = queueContext(outer, false);
  const { desk, folder, close } = await openDesk(
    {
      file,
      options,
      resume: options.resume ?? false,
      examine: (platforms) => dayChecks(platforms, context.clock),
      onEnded: (run) => writePageBeside(run, context),
    },
    context,
  );
  try {
    const end = await holdDay(desk, { name: desk.state.began.by, role: "leader" }, context);
    await writeDayReport(folder, options.runs, context);
    context.out(`The day is kept in ${folder.path}.`);
    if (end !== "over") context.out(`Take it up again: brownout gameday run ${file} --resume`);
    context.exitCode(await exitCodeOf(end, desk.state, options));
  } finally {
    await close();
  }
}

/** A day is for learning: no verdict of an experiment makes it fail, but nothing of one may be in afterwards. */
async function exitCodeOf(end: DayEnd, { steps }: DayState, { runs }: RunsOption): Promise<number> {
  const names = steps.flatMap((step) => step.runs.flatMap(({ run }) => run ?? []));
  if (!(await undoIsComplete(runs, names))) return exitCodes.undoIncomplete;
  if (end === "over") return exitCodes.pass;
  return end === "left" ? LEFT_EXIT_CODE : exitCodes[end];
}

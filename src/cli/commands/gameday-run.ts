import { undoIsComplete } from "../../assembly/gameday/check-leftovers.ts";
import { openDesk } from "../../assembly/gameday/open-desk.ts";
import type { Person } from "../../judge/gameday/day-event.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import { runNames } from "../../judge/gameday/run-names.ts";
import { exitCodes, LEFT_EXIT_CODE } from "../../values/exit-codes.ts";
import { type PageAddress, parsePageAddress, takePageAddress } from "../../web/page-address.ts";
import { dayChecks } from "../doctor/day-checks.ts";
import { type DayEnd, holdDay } from "../gameday/hold-day.ts";
import { atTerminal, onPages } from "../gameday/on-pages.ts";
import { type HeldWith, resumeCommand } from "../gameday/resume-command.ts";
import { takeLines } from "../gameday/take-lines.ts";
import type { CommandContext } from "./context.ts";
import { queueContext } from "./queue-context.ts";
import { writePageBeside } from "./run-page.ts";
import type { RunsOption } from "./runs-option.ts";
import { writeDayReport } from "./write-day-report.ts";

export interface GamedayRunOptions extends HeldWith {
  readonly resume?: true;
}

/** Holds a game day, or takes one up again. */
export async function runGameday(file: string, options: GamedayRunOptions, outer: CommandContext): Promise<void> {
  const context = queueContext(outer, false);
  const address = await addressOf(options);
  const { desk, folder, close } = await openDesk(
    {
      file,
      options,
      resume: options.resume ?? false,
      examine: (platforms) => dayChecks(platforms, context.clock),
      onEnded: (run) => writePageBeside(run, context),
    },
    context,
  ).catch((error: unknown) => {
    address?.server.close();
    throw error;
  });
  try {
    const leader: Person = { name: desk.state.began.by, role: "leader" };
    const end =
      address === undefined
        ? await holdDay(desk, leader, takeLines, context)
        : await holdDay(desk, atTerminal, onPages(address, options.runs), context);
    await writeDayReport(folder, options.runs, context);
    context.out(`The day is kept in ${folder.path}.`);
    if (end !== "over") context.out(`Take it up again: ${resumeCommand(file, options)}`);
    context.exitCode(await exitCodeOf(end, desk.state, options));
  } finally {
    await close();
  }
}

/** Taken before the day begins, so that none does that can't be shown. */
async function addressOf({ web }: GamedayRunOptions): Promise<PageAddress | undefined> {
  return web === undefined ? undefined : takePageAddress(parsePageAddress(web === true ? undefined : web));
}

/** A day is for learning: no verdict of an experiment makes it fail, but nothing of one may be in afterwards. */
async function exitCodeOf(end: DayEnd, state: DayState, { runs }: RunsOption): Promise<number> {
  if (!(await undoIsComplete(runs, runNames(state)))) return exitCodes.undoIncomplete;
  if (end === "over") return exitCodes.pass;
  return end === "left" ? LEFT_EXIT_CODE : exitCodes[end];
}

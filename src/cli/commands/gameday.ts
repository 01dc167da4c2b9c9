import { Command, Option } from "commander";
import { scheduleNames } from "../../report/schedule/schedule.ts";
import type { CommandContext } from "./context.ts";
import type { CheckOptions } from "./gameday-check.ts";
import type { NextOptions } from "./gameday-next.ts";
import type { ScheduleOptions } from "./gameday-schedule.ts";
import { addVariableOptions } from "./variable-options.ts";

export function gamedayCommand(context: CommandContext): Command {
  const command = new Command("gameday").description(
    "Game days: experiments that people run together, every so many weeks, planned in one file.",
  );
  for (const one of [checkCommand(context), nextCommand(context), scheduleCommand(context)]) {
    command.addCommand(one.exitOverride());
  }
  return command;
}

function checkCommand(context: CommandContext): Command {
  const command = new Command("check")
    .description("Checks a game day's file, its experiments, its guard and its error budget; starts nothing.")
    .argument("<file>", "game day's file")
    .option("--now", "also whether it may begin now: in production the window, and the live rate")
    .addHelpText(
      "after",
      "\nExit code: 0 when it may be held, 64 when the file is wrong or it is refused, 3 when that can't be told.",
    )
    .action(async (file: string, options: CheckOptions) => {
      const { checkGameday } = await import("./gameday-check.ts");
      await checkGameday(file, options, context);
    });
  return addVariableOptions(command);
}

function nextCommand(context: CommandContext): Command {
  return new Command("next")
    .description("Says when the next game day is, in its time zone and here.")
    .argument("<file>", "game day's file")
    .option("--json", "prints it as JSON")
    .option(
      "--due <line>",
      "says whether the job that cron began by this line is that of a game day; for `gameday schedule`",
    )
    .addHelpText("after", "\nExit code with --due: 0 when it is, 1 when it isn't.")
    .action(async (file: string, options: NextOptions) => {
      const { nextGameday } = await import("./gameday-next.ts");
      await nextGameday(file, options, context);
    });
}

function scheduleCommand(context: CommandContext): Command {
  return new Command("schedule")
    .description("Prints what to put into a scheduler or a calendar, so that game days begin at their times.")
    .argument("<file>", "game day's file")
    .addOption(new Option("--for <what>", "what it is for").choices(scheduleNames).makeOptionMandatory())
    .option("--zone <name>", "the time zone of the machine that cron is on; default: this machine's")
    .action(async (file: string, options: ScheduleOptions) => {
      const { scheduleGameday } = await import("./gameday-schedule.ts");
      await scheduleGameday(file, options, context);
    });
}

import { Command, Option } from "commander";
import { platforms } from "../../files/gameday/gameday.ts";
import { scheduleNames } from "../../report/schedule/schedule.ts";
import type { CommandContext } from "./context.ts";
import { durationOption } from "./duration-option.ts";
import type { CheckOptions } from "./gameday-check.ts";
import type { GamedayInitOptions } from "./gameday-init.ts";
import type { NextOptions } from "./gameday-next.ts";
import { addGamedayPlaces, type GamedayPlaces } from "./gameday-places.ts";
import type { GamedayRunOptions } from "./gameday-run.ts";
import type { ScheduleOptions } from "./gameday-schedule.ts";
import type { TrendOptions } from "./gameday-trend.ts";
import { runsOption } from "./runs-option.ts";
import { addVariableOptions } from "./variable-options.ts";
import { wholeOption } from "./whole-option.ts";

const TWO_HOURS_MS = 2 * 3_600_000;

export function gamedayCommand(context: CommandContext): Command {
  const command = new Command("gameday").description(
    "Game days: experiments that people run together, every so many weeks, planned in one file.",
  );
  const commands = [initCommand, checkCommand, runCommand, reportCommand, trendCommand, nextCommand, scheduleCommand];
  for (const make of commands) command.addCommand(make(context).exitOverride());
  return command;
}

function initCommand(context: CommandContext): Command {
  const another = (one: string, before: readonly string[]) => [...before, one];
  const command = new Command("init")
    .description("Writes a game day's file, in staging, of the experiments of a folder.")
    .requiredOption("--leader <name>", "who leads it, and says go or no-go")
    .requiredOption("--scribe <name>", "who writes down what is seen")
    .addOption(
      new Option("--observer <name>", "who watches; may be given several times")
        .argParser(another)
        .default([], "nobody"),
    )
    .option("--name <name>", "its name: lower-case words with dashes", "game-day")
    .option("--every <rhythm>", "how often; default: 2 weeks on Tuesday 10:00, in the time zone of this machine")
    .option("--from <date>", "the first, from which weeks are counted; default: the next such weekday")
    .option("--at <time>", "a single one, in place of --every: '2026-12-01 10:00 Europe/London'")
    .addOption(
      new Option("--lasts <duration>", "from its beginning to its end; more where the experiments take longer")
        .argParser(durationOption("lasts"))
        .default(TWO_HOURS_MS, "2h"),
    )
    .addOption(
      new Option("--on <platform>", "where the experiments are run; default: where each is").choices(platforms),
    )
    .option("--experiments <folder>", "where they are", "experiments")
    .option(
      "--way-back <step>",
      "what to do where `brownout recover` isn't enough; may be given several times",
      another,
      [],
    )
    .option("--slo <share>", "the SLO whose error budget must suffice: 99.9%; default: none is kept")
    .option("--slo-window <days>", "its window, for --slo", "30d")
    .option("--spent <file>", "what was spent of it, for --slo", "error-budget.yaml")
    .option("--out <folder>", "where to write", ".")
    .option("--force", "writes again what is there already")
    .option("--diff", "writes nothing, and shows what would change")
    .action(async (options: GamedayInitOptions) => {
      const { initGameday } = await import("./gameday-init.ts");
      await initGameday(options, context);
    });
  return addVariableOptions(command);
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

function runCommand(context: CommandContext): Command {
  const command = new Command("run")
    .description("Leads people through a game day: checks, go or no-go, the experiments, notes, what was learned.")
    .argument("<file>", "game day's file")
    .option("--resume", "takes up again the day that was left, or cut off")
    .option("--web [address]", "on pages of this machine, a link for each part; default: 127.0.0.1 and a free port")
    .addOption(runsOption())
    .addHelpText(
      "after",
      "\nWithout a terminal it takes its lines from stdin: here, begin, go, no-go WHY, note TEXT, stop, learned TEXT,\nfinding SEVERITY OWNER TITLE [-- TEXT], again, next, end, leave.\n\nExit code: 0 when the day is over, whatever the experiments' verdicts, 4 when something may still be in, 75 when it was left,\n130 and 143 interrupted, 64 when it may not begin, 3 when that can't be told.",
    )
    .action(async (file: string, options: GamedayRunOptions) => {
      const { runGameday } = await import("./gameday-run.ts");
      await runGameday(file, options, context);
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

function reportCommand(context: CommandContext): Command {
  const command = new Command("report")
    .description("Reports of a game day that was held: what was tried, expected, seen and found, and when.")
    .argument("[day]", "name of the day's folder; default: the last one")
    .addHelpText("after", "\nExit code: 0 whatever the day came to.")
    .action(async (day: string | undefined, options: GamedayPlaces) => {
      const { reportGameday } = await import("./gameday-report.ts");
      await reportGameday(day, options, context);
    });
  return addGamedayPlaces(command);
}

function trendCommand(context: CommandContext): Command {
  const command = new Command("trend")
    .description("Says what game days so far come to: findings, margins, what has become boring, and what to try next.")
    .option("--findings <folder>", "where findings are filed", "findings")
    .addOption(
      new Option("--boring-after <times>", "how often an experiment must have passed with margin to be called boring")
        .argParser(wholeOption("boring-after", 2, 1000))
        .default(3),
    )
    .addHelpText("after", "\nExit code: 0 whatever the days came to; what can't be read is named.")
    .action(async (options: TrendOptions) => {
      const { trendGamedays } = await import("./gameday-trend.ts");
      await trendGamedays(options, context);
    });
  return addGamedayPlaces(command);
}

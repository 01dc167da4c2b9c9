import { LINES_YEARS } from "../../judge/calendar/cron-line.ts";
import { shellWord } from "../../values/shell-word.ts";
import type { Schedule } from "./schedule.ts";

/** The command that tells whether a job that begins by a line is a game day's: 0 where it is, 1 where it isn't. */
export function dueCommand({ gameday }: Schedule, line: string): string {
  return `brownout gameday next ${shellWord(gameday.path)} --due ${line}`;
}

/** The commands of a game day that nobody leads. In production there is none without people: it is only checked. */
export function dayCommands({ gameday, experiments }: Schedule): readonly string[] {
  const { environment, path } = gameday;
  const check = `brownout gameday check ${shellWord(path)} --now`;
  if (environment.is === "production") return [check];
  const on = environment.on === undefined ? "" : ` --on ${environment.on}`;
  return [check, `brownout run ${experiments.map(shellWord).join(" ")}${on}`];
}

/** A shell's lines that end well where the day isn't due, and with the command's code where that can't be told. */
export function guardedLines(schedule: Schedule, line: string): readonly string[] {
  return [`${dueCommand(schedule, line)} || exit $(( $? == 1 ? 0 : $? ))`, ...dayCommands(schedule)];
}

/** A sentence on where jobs that begin with a checkout have the command from. */
export const packageRemark =
  "brownout is the one that package.json and its lock file name: `npm install --save-dev ./brownout-0.1.0.tgz` adds it.";

/** Sentences that a person must know of each schedule that cron's five fields say. */
export function cronRemarks({ gameday }: Schedule): readonly string[] {
  const { when, environment } = gameday;
  const remarks = [
    when.everyWeeks === undefined
      ? "Cron knows no year: each year's day begins a job, and `gameday next --due` lets the right one alone go on."
      : "Cron knows no first day and no weeks between: jobs begin more often, and `gameday next --due` lets the right ones alone go on.",
    `The times are right for ${LINES_YEARS} years by the rules of ${when.zone} as they are known today; print them again where these change.`,
  ];
  if (environment.is === "staging") return remarks;
  return [...remarks, "In production people run the experiments: this only checks whether they may begin."];
}

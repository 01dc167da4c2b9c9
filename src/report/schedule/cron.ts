import { shellWord } from "../../values/shell-word.ts";
import { cronRemarks, dayCommands, dueCommand } from "./commands.ts";
import type { RenderSchedule, Schedule } from "./schedule.ts";

/** Lines for a crontab. What cron prints it mails, so that only what is wrong is said where the day isn't due. */
export const renderCron: RenderSchedule = (schedule) => {
  const { localZone, local } = schedule;
  const remarks = [...cronRemarks(schedule), `For a machine whose cron is in ${localZone} (--zone says another).`];
  return [
    ...[...remarks, ...doubts(schedule)].map((remark) => `# ${remark}`),
    ...local.lines.map((line) => entry(schedule, line)),
  ];
};

function doubts({ local: { doubtful }, localZone }: Schedule): readonly string[] {
  if (doubtful.length === 0) return [];
  const dates = doubtful.join(", ");
  return [
    `NOT SURE: the clocks of ${localZone} show these times twice, and cron may miss them: ${dates}.`,
    "Choose another hour, or a machine on UTC with --zone UTC.",
  ];
}

function entry(schedule: Schedule, line: string): string {
  const { folder, localZone } = schedule;
  const due = dueCommand(schedule, shellWord(`${line} ${localZone}`));
  const command = [`cd ${shellWord(folder)}`, `${due} > /dev/null`, ...dayCommands(schedule)].join(" && ");
  // In a crontab a percent sign ends the command.
  return `${line} ${command.replaceAll("%", "\\%")}`;
}

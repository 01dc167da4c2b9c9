import { fromGameday } from "../../assembly/gameday/load-gameday.ts";
import { readGameday } from "../../assembly/gameday/read-gameday.ts";
import { zoneName } from "../../files/gameday/parse-when.ts";
import { cronLines } from "../../judge/calendar/cron-line.ts";
import { schedules } from "../../report/schedule/list.ts";
import type { ScheduleName } from "../../report/schedule/schedule.ts";
import { UsageError } from "../../values/errors.ts";
import type { CommandContext } from "./context.ts";
import { zoneHere } from "./zone-here.ts";

export interface ScheduleOptions {
  readonly for: ScheduleName;
  readonly zone?: string;
}

export function scheduleGameday(file: string, options: ScheduleOptions, context: CommandContext): void {
  const { gameday } = readGameday(file);
  const zone = options.zone ?? zoneHere();
  const localZone = zoneName(zone);
  if (localZone === undefined) {
    throw new UsageError({
      message: `--zone ${zone} is no time zone`,
      hint: "Write its IANA name, as in Europe/London.",
    });
  }
  const madeAtMs = context.clock.wallMs();
  const utc = cronLines(gameday.when, "UTC", madeAtMs);
  if (utc.lines.length === 0) {
    throw new UsageError({
      message: `${file}: it is over, and there is none to come`,
      hint: "Write a later date under `at`.",
    });
  }
  const lines = schedules[options.for]({
    gameday,
    experiments: gameday.experiments.map(({ run }) => fromGameday(file, run)),
    utc,
    local: cronLines(gameday.when, localZone, madeAtMs),
    localZone,
    folder: process.cwd(),
    madeAtMs,
  });
  context.deliver(lines.join("\n"));
}

import type { Gameday } from "../../files/gameday/gameday.ts";
import type { CronLines } from "../../judge/calendar/cron-line.ts";

/** A game day, and all that somebody needs who begins it at its times. */
export interface Schedule {
  readonly gameday: Gameday;
  /** Its experiments' files, from where the command was started. */
  readonly experiments: readonly string[];
  /** Of UTC. */
  readonly utc: CronLines;
  /** Of the machine that cron runs on. */
  readonly local: CronLines;
  readonly localZone: string;
  /** The folder that the command was started in. */
  readonly folder: string;
  /** Since the Unix epoch; when the schedule was made. */
  readonly madeAtMs: number;
}

/** All that a schedule can be printed for. */
export const scheduleNames = ["cron", "github", "gitlab", "kubernetes", "ics"] as const;
export type ScheduleName = (typeof scheduleNames)[number];

export type RenderSchedule = (schedule: Schedule) => readonly string[];

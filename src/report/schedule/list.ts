import { renderCron } from "./cron.ts";
import { renderGithub } from "./github.ts";
import { renderGitlab } from "./gitlab.ts";
import { renderIcs } from "./ics.ts";
import { renderKubernetes } from "./kubernetes.ts";
import type { RenderSchedule, ScheduleName } from "./schedule.ts";

/** By name. */
export const schedules: Readonly<Record<ScheduleName, RenderSchedule>> = {
  cron: renderCron,
  github: renderGithub,
  gitlab: renderGitlab,
  kubernetes: renderKubernetes,
  ics: renderIcs,
};

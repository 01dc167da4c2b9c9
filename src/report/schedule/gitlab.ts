import { shellWord } from "../../values/shell-word.ts";
import { cronRemarks, guardedLines, packageRemark } from "./commands.ts";
import type { RenderSchedule } from "./schedule.ts";

/** A job for .gitlab-ci.yml, and the pipeline schedules that begin it, which are no part of a file. */
export const renderGitlab: RenderSchedule = (schedule) => [
  ...cronRemarks(schedule).map((remark) => `# ${remark}`),
  `# ${packageRemark}`,
  "# Schedules, once each, in the project or by glab:",
  ...schedule.utc.lines.map((line) => {
    const description = shellWord(`${schedule.gameday.name} ${line}`);
    return `#   glab schedule create --ref main --cronTimeZone UTC --cron '${line}' --variable 'DUE:${line}' --description ${description}`;
  }),
  "game-day:",
  "  image: node:24",
  "  rules:",
  `    - if: $CI_PIPELINE_SOURCE == "schedule" && $DUE`,
  "  resource_group: game-day",
  "  script:",
  "    - npm ci",
  `    - export PATH="$PWD/node_modules/.bin:$PATH"`,
  "    - |",
  ...["set -e", ...guardedLines(schedule, '"$DUE"')].map((line) => `      ${line}`),
];

import { cronRemarks, guardedLines, packageRemark } from "./commands.ts";
import type { RenderSchedule } from "./schedule.ts";

/** A workflow for GitHub Actions. Its schedules begin late, or not at all where GitHub is busy. */
export const renderGithub: RenderSchedule = (schedule) => [
  ...cronRemarks(schedule).map((remark) => `# ${remark}`),
  "# GitHub may begin it late, which does no harm while the day lasts, and leaves schedules out where it is busy.",
  `# ${packageRemark}`,
  `name: ${JSON.stringify(schedule.gameday.title)}`,
  "on:",
  "  schedule: # in UTC",
  ...schedule.utc.lines.map((line) => `    - cron: "${line}"`),
  "concurrency: game-day",
  "permissions:",
  "  contents: read",
  "jobs:",
  "  game-day:",
  "    runs-on: ubuntu-latest",
  "    env:",
  `      DUE: \${{ github.event.schedule }}`,
  "    steps:",
  "      - uses: actions/checkout@v6",
  "      - uses: actions/setup-node@v6",
  "        with: { node-version: 24 }",
  "      - run: npm ci",
  `      - run: echo "$PWD/node_modules/.bin" >> "$GITHUB_PATH"`,
  "      - run: |",
  ...guardedLines(schedule, '"$DUE"').map((line) => `          ${line}`),
];

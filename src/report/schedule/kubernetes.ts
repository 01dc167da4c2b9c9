import { cronRemarks, guardedLines } from "./commands.ts";
import type { RenderSchedule, Schedule } from "./schedule.ts";

/** CronJobs, one for each time in UTC: in a zone of its own a CronJob leaves out what the clocks skip. */
export const renderKubernetes: RenderSchedule = (schedule) => [
  ...cronRemarks(schedule).map((remark) => `# ${remark}`),
  "# The image has the command `brownout` and your files in its working folder; rights and a volume for the runs' journals are",
  "# in brownout's deploy/kubernetes.",
  ...schedule.utc.lines.flatMap((line, index) => ["---", ...cronJob(schedule, line, index + 1)]),
];

function cronJob(schedule: Schedule, line: string, nth: number): readonly string[] {
  const script = ["set -e", ...guardedLines(schedule, `'${line}'`)];
  return [
    "apiVersion: batch/v1",
    "kind: CronJob",
    "metadata:",
    // Of 52 characters at most: a game day has 50, and there are no ten times of it.
    `  name: ${schedule.gameday.name}-${nth}`,
    "spec:",
    `  schedule: "${line}"`,
    "  timeZone: Etc/UTC",
    "  concurrencyPolicy: Forbid",
    "  # A game day that was missed is not made up for at another hour.",
    "  startingDeadlineSeconds: 600",
    "  jobTemplate:",
    "    spec:",
    "      backoffLimit: 0",
    "      template:",
    "        spec:",
    "          serviceAccountName: brownout",
    "          restartPolicy: Never",
    "          # After SIGTERM a run takes its faults out.",
    "          terminationGracePeriodSeconds: 60",
    "          containers:",
    "            - name: brownout",
    "              image: brownout",
    "              command:",
    "                - sh",
    "                - -c",
    "                - |",
    ...script.map((command) => `                  ${command}`),
  ];
}

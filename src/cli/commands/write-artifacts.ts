import { join } from "node:path";
import type { Finding } from "../../report/queue/findings.ts";
import { gitlabCodeQuality } from "../../report/queue/gitlab-code-quality.ts";
import { jobSummary } from "../../report/queue/job-summary.ts";
import { renderQueueJson } from "../../report/queue/queue-json.ts";
import { queueJunit } from "../../report/queue/queue-junit.ts";
import type { QueueReport } from "../../report/queue/queue-report.ts";
import { replaceFiles } from "./write-files.ts";

/**
 * Writes the reports of a queue into a folder, in place of those before. A link that came with the checkout would lead
 * elsewhere: it is replaced, too.
 * @throws UsageError
 */
export function writeArtifacts(folder: string, report: QueueReport, findings: readonly Finding[]): void {
  const files = {
    "summary.md": jobSummary(report),
    "queue.json": `${renderQueueJson(report)}\n`,
    "junit.xml": queueJunit(report),
    "gl-code-quality-report.json": gitlabCodeQuality(findings),
  };
  replaceFiles(Object.entries(files).map(([name, text]) => ({ path: join(folder, name), text })));
}

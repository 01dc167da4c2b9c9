import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "../../report/queue/findings.ts";
import { gitlabCodeQuality } from "../../report/queue/gitlab-code-quality.ts";
import { jobSummary } from "../../report/queue/job-summary.ts";
import { renderQueueJson } from "../../report/queue/queue-json.ts";
import { queueJunit } from "../../report/queue/queue-junit.ts";
import type { QueueReport } from "../../report/queue/queue-report.ts";

/** Writes the reports of a queue into a folder, in place of those before. */
export async function writeArtifacts(folder: string, report: QueueReport, findings: readonly Finding[]): Promise<void> {
  const files = {
    "summary.md": jobSummary(report),
    "queue.json": `${renderQueueJson(report)}\n`,
    "junit.xml": queueJunit(report),
    "gl-code-quality-report.json": gitlabCodeQuality(findings),
  };
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    // A link that came with the checkout would lead elsewhere: it is taken away, and a new file made.
    await rm(path, { force: true });
    await writeFile(path, text, { flag: "wx" });
  }
}

import { createHash } from "node:crypto";
import type { Finding } from "./findings.ts";

const SEVERITIES: Readonly<Record<Finding["severity"], string>> = { error: "major", warning: "minor" };

/** Findings as a code quality report, which GitLab shows at their lines of a merge request. */
export function gitlabCodeQuality(findings: readonly Finding[]): string {
  const issues = findings.map((finding) => ({
    description: `${finding.title}: ${finding.message}`,
    check_name: finding.rule,
    fingerprint: fingerprint(finding),
    severity: SEVERITIES[finding.severity],
    location: { path: finding.path, lines: { begin: finding.line } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}

/** The same for the same finding of another run, whatever was measured. */
function fingerprint({ path, line, column, rule, title }: Finding): string {
  return createHash("sha256")
    .update(JSON.stringify([path, line, column, rule, title]))
    .digest("hex");
}

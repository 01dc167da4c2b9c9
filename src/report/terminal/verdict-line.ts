import type { RunResult, Verdict } from "../../judge/history/result.ts";
import { bothEnds, type Line, type Style, span } from "./text.ts";

const STYLES: Readonly<Record<Verdict, Style>> = {
  pass: "success",
  fail: "alarm",
  aborted: "alarm",
  inconclusive: "caution",
  "undo-incomplete": "alarm",
};

/** ` PASS `, ` UNDO INCOMPLETE `: a verdict as a label. */
export function verdictLabel(verdict: Verdict): Line {
  return [span(STYLES[verdict], ` ${verdict.replace("-", " ").toUpperCase()} `)];
}

/** The verdict, the experiment's name, and the exit code at the right edge. */
export function verdictLine(result: RunResult, columns: number): Line {
  const left = [...verdictLabel(result.verdict), span("strong", `  ${result.experiment}`)];
  return bothEnds(left, [span("faint", `exit code ${result.exitCode}`)], columns);
}

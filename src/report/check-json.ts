import type { Baseline } from "../judge/gate/baseline.ts";
import type { Check } from "../judge/gate/check-runs.ts";
import { LEVEL } from "../judge/gate/compare-runs.ts";

/** A check against a baseline as one document, which docs/baselines.md describes. */
export function renderCheckJson(name: string, { kind }: Baseline, check: Check): string {
  const { comparison, conclusion, exitCode, reasons, runs, inconclusive } = check;
  const { baselineRuns, figures, lost, leftOut } = comparison;
  const document = {
    conclusion,
    exitCode,
    reasons,
    baseline: name,
    baselineRuns,
    experiment: kind.experiment,
    platform: kind.platform,
    runs,
    inconclusive,
    level: LEVEL,
    figures,
    lost,
    leftOut,
  };
  return JSON.stringify(document, null, 2);
}

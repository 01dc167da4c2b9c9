import { type Criterion, signalName } from "../../files/experiment/criterion.ts";
import type { JudgedCriterion } from "../../judge/history/result.ts";
import type { Chart, PageLimit } from "./page-data.ts";

/** The limits that criteria set on a signal, as lines on its charts. Criteria with the same limit share a line. */
export function limitsOn(name: string, criteria: readonly JudgedCriterion[]): PageLimit[] {
  const lines = new Map<string, PageLimit>();
  for (const criterion of criteria) {
    const chart = chartOf(criterion);
    if (chart === undefined || signalName(criterion.signal) !== name) continue;
    const key = `${chart} ${criterion.limit}`;
    const before = lines.get(key);
    const text = `${criterion.role} ${criterion.text}`;
    lines.set(key, { chart, value: criterion.limit, text: before === undefined ? text : `${before.text}, ${text}` });
  }
  return [...lines.values()];
}

function chartOf({ metric }: Criterion): Chart | undefined {
  switch (metric.kind) {
    case "error_rate":
      return "errors";
    case "rate":
      return "rate";
    case "quantile":
    case "mean":
    case "max":
      return "latency";
    default:
      return undefined;
  }
}

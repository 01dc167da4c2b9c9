import type { Metric } from "../../../src/files/experiment/criterion.ts";
import type { CriterionRole } from "../../../src/judge/history/event.ts";
import type { JudgedCriterion } from "../../../src/judge/history/result.ts";
import type { Trit } from "../../../src/values/trit.ts";

const METRICS: Readonly<Record<string, Metric>> = {
  error_rate: { kind: "error_rate" },
  p95: { kind: "quantile", quantile: 0.95 },
  p99: { kind: "quantile", quantile: 0.99 },
  recovery: { kind: "recovery" },
  amplification: { kind: "amplification" },
};

/** A criterion of the pricing-slow experiments, as judged; none measured means unknown. */
export function judged(
  role: CriterionRole,
  text: string,
  limit: number,
  holds: Trit,
  measured?: number,
): JudgedCriterion {
  const [, name = "", metric = ""] = /^\(?(.+?)\)?\.(\w+) [<>]/.exec(text) ?? [];
  const [caller = "", callee] = name.split(" -> ");
  const comparison = text.includes("<") ? "<" : ">";
  const goodBelow = (comparison === "<") !== (role === "abort");
  return {
    role,
    text,
    signal: callee === undefined ? { kind: "load", name } : { kind: "edge", caller, callee },
    metric: METRICS[metric] ?? { kind: "rate" },
    comparison,
    limit,
    ...(text.includes(" over 5s") ? { overMs: 5000 } : {}),
    judgement:
      measured === undefined ? { holds, samples: 3, why: "3 samples, needs 20" } : { holds, measured, samples: 1000 },
    ...(measured === undefined ? {} : { margin: goodBelow ? limit - measured : measured - limit }),
  };
}

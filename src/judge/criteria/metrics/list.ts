import type { Metric } from "../../../files/experiment/criterion.ts";
import type { MetricRule } from "../metric-rule.ts";
import { amplification } from "./amplification.ts";
import { attempts } from "./attempts.ts";
import { errorRate } from "./error-rate.ts";
import { excess } from "./excess.ts";
import { fires } from "./fires.ts";
import { inFlight } from "./in-flight.ts";
import { max } from "./max.ts";
import { mean } from "./mean.ts";
import { quantile } from "./quantile.ts";
import { rate } from "./rate.ts";
import { ratio } from "./ratio.ts";
import { recovery } from "./recovery.ts";
import { value } from "./value.ts";

/** Every metric, a file each. */
const rules: Readonly<Record<Metric["kind"], MetricRule>> = {
  error_rate: errorRate,
  quantile,
  mean,
  max,
  rate,
  attempts,
  in_flight: inFlight,
  amplification,
  value,
  fires,
  recovery,
  ratio,
  excess,
};

export function ruleOf({ kind }: Metric): MetricRule {
  return rules[kind];
}

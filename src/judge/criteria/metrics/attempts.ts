import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { Judgement } from "../../history/event.ts";
import type { SignalReading } from "../../measure/window.ts";
import type { MetricRule } from "../metric-rule.ts";
import { rate, ratePerS } from "./rate.ts";

/** Connections that were tried per second, once the window is covered; sessions that stay open try none. */
function judgeAttempts(criterion: Criterion, { attempts, spanMs }: SignalReading): Judgement {
  return ratePerS(criterion, attempts, spanMs);
}

export const attempts: MetricRule = { ...rate, judgeSignal: judgeAttempts, isWorseWhenBusy: true };

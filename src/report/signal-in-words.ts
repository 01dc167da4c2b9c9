import { isAlert, isClusterSignal, isServiceMetric, type SampledSignal } from "../files/experiment/sampled-signal.ts";
import { formatMs } from "../judge/criteria/format.ts";

/** `stock_errors: the alert StockErrors of http://…, asked every 1 s, stale after 15 s`: a signal from outside on one line. */
export function signalInWords(signal: SampledSignal): string {
  const { name, everyMs, staleAfterMs } = signal;
  return `${name}: ${sourceWords(signal)}, asked every ${formatMs(everyMs)}, stale after ${formatMs(staleAfterMs)}`;
}

function sourceWords(signal: SampledSignal): string {
  if (isClusterSignal(signal)) return `${signal.count} of ${signal.service}`;
  if (isServiceMetric(signal)) return `${signal.metric} on the metrics page of ${signal.service}`;
  return `${isAlert(signal) ? `the alert ${signal.alert}` : signal.query} of ${signal.url}`;
}

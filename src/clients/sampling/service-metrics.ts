import { parseMetricSelector, selects } from "../../files/experiment/metric-selector.ts";
import type { ServiceMetricSignal } from "../../files/experiment/sampled-signal.ts";
import { answerOf } from "./answer.ts";
import { parseExposition } from "./exposition.ts";
import { NoSampleError, SignalSpecError } from "./read-sample.ts";

/** Gives base URLs of all of a service's replicas: `http://127.0.0.1:41234`. */
export type ReplicaUrls = (service: string) => readonly string[];

/**
 * Adds up the metric's samples on the `/metrics` pages of all of a service's replicas, as they are now. What has labels is
 * counted from the first time on, so that where other samples of the metric are there, none that fit are zero.
 */
export async function readServiceMetric(
  { name, service, metric }: ServiceMetricSignal,
  urlsOf: ReplicaUrls,
  abort: AbortSignal,
): Promise<number> {
  const selector = parseMetricSelector(metric);
  if (selector === undefined) throw new SignalSpecError({ message: `signal ${name}: ${metric} is no metric` });
  const pages = await Promise.all(urlsOf(service).map((url) => pageOf(url, abort)));
  const samples = pages.flatMap(parseExposition).filter((sample) => sample.name === selector.name);
  const meant = samples.filter(({ labels }) => selects(selector, labels));
  const sum = meant.reduce((total, { value }) => total + value, 0);
  if (samples.length > 0 && Number.isFinite(sum)) return sum;
  const found = samples.length === 0 ? "have no" : `say ${sum} for`;
  throw new NoSampleError({ message: `the metrics of ${service} ${found} ${metric}` });
}

async function pageOf(url: string, abort: AbortSignal): Promise<string> {
  const { status, body } = await answerOf(`${url}/metrics`, abort);
  if (status === 200) return body;
  throw new NoSampleError({ message: `${url}/metrics answers ${status}` });
}

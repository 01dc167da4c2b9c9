import { reveal } from "../../files/experiment/concealed-text.ts";
import type { AlertSignal, PrometheusSignal } from "../../files/experiment/experiment.ts";
import { firingInAnswer } from "./alert-answer.ts";
import { answerOf } from "./answer.ts";
import { numberInAnswer } from "./prometheus-answer.ts";

/** Asks a Prometheus server for a signal as it is now. */
export async function readPrometheus({ name, url, query }: PrometheusSignal, abort: AbortSignal): Promise<number> {
  const address = `${reveal(url)}/api/v1/query?${new URLSearchParams({ query: reveal(query) })}`;
  const { status, body } = await answerOf(address, abort, url);
  return numberInAnswer(name, status, body);
}

/** Asks a Prometheus server how many instances of an alert fire now. */
export async function readAlert({ name, url, alert }: AlertSignal, abort: AbortSignal): Promise<number> {
  const { status, body } = await answerOf(`${reveal(url)}/api/v1/rules?type=alert`, abort, url);
  return firingInAnswer({ name, alert }, status, body);
}

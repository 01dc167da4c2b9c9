import { reveal } from "../../files/experiment/concealed-text.ts";
import type { AlertSignal, PrometheusSignal } from "../../files/experiment/sampled-signal.ts";
import { alertsInAnswer, firingOf, unknownAlert } from "./alert-answer.ts";
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
  const ask = async (filter: Readonly<Record<string, string>>) => {
    const address = `${reveal(url)}/api/v1/rules?${new URLSearchParams({ type: "alert", ...filter })}`;
    const { status, body } = await answerOf(address, abort, url);
    return alertsInAnswer(status, body);
  };
  // A server has hundreds of rules; one from before 2.44 doesn't know the filter and gives all.
  const rules = (await ask({ "rule_name[]": alert })).filter((rule) => rule.name === alert);
  if (rules.length > 0) return firingOf(alert, rules);
  throw unknownAlert(name, alert, await ask({}));
}

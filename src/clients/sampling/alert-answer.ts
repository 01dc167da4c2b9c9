import { z } from "zod";
import { suggest } from "../../files/yaml/suggestion.ts";
import { jsonOf } from "../../values/json.ts";
import { NoSampleError, SignalSpecError } from "./read-sample.ts";

/** Schema of the answers of `/api/v1/rules`: https://prometheus.io/docs/prometheus/latest/querying/api/#rules */
const answerSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("success"),
    data: z.object({
      groups: z.array(
        z.object({
          rules: z.array(
            z.object({
              type: z.string(),
              name: z.string(),
              /** Of its last evaluation: `ok`, `err`, or `unknown` before the first. */
              health: z.string(),
              lastError: z.string().optional(),
              alerts: z.array(z.object({ state: z.enum(["inactive", "pending", "firing"]) })).optional(),
            }),
          ),
        }),
      ),
    }),
  }),
  z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);

/**
 * The number of instances of an alert that fire, in an answer about all alerting rules; of several rules of its name,
 * theirs together.
 * @param signal its name, and that of the alert
 * @throws SignalSpecError where there is no such alert: none that is misspelt ever fires
 * @throws NoSampleError for everything that may be otherwise the next time
 */
export function firingInAnswer(
  { name, alert }: { readonly name: string; readonly alert: string },
  status: number,
  body: string,
): number {
  const parsed = answerSchema.safeParse(jsonOf(body));
  if (!parsed.success) throw new NoSampleError({ message: `it answered ${status}, and not as Prometheus does` });
  if (parsed.data.status === "error") {
    const { errorType, error } = parsed.data;
    throw new NoSampleError({ message: `Prometheus could not answer: ${errorType}: ${error}` });
  }
  const all = parsed.data.data.groups.flatMap(({ rules }) => rules.filter(({ type }) => type === "alerting"));
  const rules = all.filter((rule) => rule.name === alert);
  if (rules.length === 0) throw unknownAlert(name, alert, [...new Set(all.map((rule) => rule.name))]);
  const unwell = rules.find(({ health }) => health !== "ok");
  if (unwell !== undefined) {
    throw new NoSampleError({
      message: `Prometheus could not evaluate ${alert}: ${unwell.lastError || unwell.health}`,
    });
  }
  return rules.flatMap(({ alerts = [] }) => alerts.filter(({ state }) => state === "firing")).length;
}

function unknownAlert(name: string, alert: string, known: readonly string[]): SignalSpecError {
  const suggestion = suggest(alert, known);
  const guess = suggestion === undefined ? "" : `; did you mean "${suggestion}"?`;
  const hint =
    known.length === 0 ? "It has no alerts: see its rule_files." : `It has ${known.slice(0, 20).join(", ")}.`;
  return new SignalSpecError({ message: `signal ${name}: Prometheus has no alert ${alert}${guess}`, hint });
}

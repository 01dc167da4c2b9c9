import { z } from "zod";
import { guess, suggest } from "../../files/yaml/suggestion.ts";
import { jsonOf } from "../../values/json.ts";
import { NoSampleError, SignalSpecError } from "./read-sample.ts";

const ruleSchema = z.object({
  type: z.string(),
  name: z.string(),
  /** Of its last evaluation: `ok`, `err`, or `unknown` before the first. */
  health: z.string(),
  lastError: z.string().optional(),
  alerts: z.array(z.object({ state: z.enum(["inactive", "pending", "firing"]) })).optional(),
});

type AlertRule = z.infer<typeof ruleSchema>;

/** Schema of the answers of `/api/v1/rules`: https://prometheus.io/docs/prometheus/latest/querying/api/#rules */
const answerSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("success"),
    data: z.object({ groups: z.array(z.object({ rules: z.array(ruleSchema) })) }),
  }),
  z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);

/** The alerting rules in an answer. @throws NoSampleError for everything that may be otherwise the next time */
export function alertsInAnswer(status: number, body: string): readonly AlertRule[] {
  const parsed = answerSchema.safeParse(jsonOf(body));
  if (!parsed.success) throw new NoSampleError({ message: `it answered ${status}, and not as Prometheus does` });
  if (parsed.data.status === "error") {
    const { errorType, error } = parsed.data;
    throw new NoSampleError({ message: `Prometheus could not answer: ${errorType}: ${error}` });
  }
  return parsed.data.data.groups.flatMap(({ rules }) => rules.filter(({ type }) => type === "alerting"));
}

/**
 * The number of instances that fire of an alert; of several rules of its name, theirs together.
 * @throws NoSampleError while one of them can't be evaluated
 */
export function firingOf(alert: string, rules: readonly AlertRule[]): number {
  const unwell = rules.find(({ health }) => health !== "ok");
  if (unwell !== undefined) {
    throw new NoSampleError({
      message: `Prometheus could not evaluate ${alert}: ${unwell.lastError || unwell.health}`,
    });
  }
  return rules.flatMap(({ alerts = [] }) => alerts.filter(({ state }) => state === "firing")).length;
}

/** Says what alerts there are instead: none that is misspelt ever fires. */
export function unknownAlert(name: string, alert: string, rules: readonly AlertRule[]): SignalSpecError {
  const known = [...new Set(rules.map((rule) => rule.name))];
  const message = `signal ${name}: Prometheus has no alert ${alert}${guess(suggest(alert, known))}`;
  const hint =
    known.length === 0 ? "It has no alerts: see its rule_files." : `It has ${known.slice(0, 20).join(", ")}.`;
  return new SignalSpecError({ message, hint });
}

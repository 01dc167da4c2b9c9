import { z } from "zod";
import { jsonOf } from "../../values/json.ts";
import { NoSampleError, SignalSpecError } from "./read-sample.ts";

/** Time and value: the value is text, as JSON has neither NaN nor Inf. */
const point = z.tuple([z.number(), z.string()]);

/**
 * Schema of the answers of `/api/v1/query`: https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries
 */
const answerSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("success"),
    data: z.discriminatedUnion("resultType", [
      z.object({ resultType: z.literal("scalar"), result: point }),
      z.object({
        resultType: z.literal("vector"),
        // A native histogram has `histogram` in place of `value`.
        result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: point.optional() })),
      }),
      z.object({ resultType: z.enum(["matrix", "string"]) }),
    ]),
  }),
  z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);

const numberHint = "a signal is one number: an instant query that gives a scalar or a single series";

/**
 * The number in an answer to what the signal of that name asks.
 * @throws SignalSpecError for a query that is wrong, gives several series, or something else than numbers
 * @throws NoSampleError for everything that may be otherwise the next time
 */
export function numberInAnswer(name: string, status: number, body: string): number {
  const wrong = (what: string, hint = numberHint) => new SignalSpecError({ message: `signal ${name}: ${what}`, hint });
  const parsed = answerSchema.safeParse(jsonOf(body));
  if (!parsed.success) throw new NoSampleError({ message: `it answered ${status}, and not as Prometheus does` });
  const answer = parsed.data;
  if (answer.status === "error") {
    // The rest (timeout, execution, unavailable, …) depends on the moment.
    if (answer.errorType === "bad_data") throw wrong(`Prometheus refuses the query: ${answer.error}`);
    throw new NoSampleError({ message: `Prometheus could not answer: ${answer.errorType}: ${answer.error}` });
  }
  const { data } = answer;
  switch (data.resultType) {
    case "scalar":
      return finite(data.result[1]);
    case "vector":
      return finite(onlyValue(data.result, wrong));
    default:
      throw wrong(`the query gives a ${data.resultType}`);
  }
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string] | undefined;
}

function onlyValue(series: readonly Series[], wrong: (what: string, hint?: string) => SignalSpecError): string {
  const [first, second] = series;
  if (first === undefined) throw new NoSampleError({ message: "the query gave no series" });
  if (second !== undefined) {
    const what = `the query gives ${series.length} series, such as ${labels(first)} and ${labels(second)}`;
    throw wrong(what, "aggregate them into one number, as in sum(…), max(…) or avg(…)");
  }
  if (first.value === undefined) throw wrong("the query gives a histogram");
  return first.value[1];
}

function labels({ metric }: Series): string {
  const pairs = Object.entries(metric).map(([name, value]) => `${name}="${value}"`);
  return `{${pairs.slice(0, 5).join(", ")}${pairs.length > 5 ? ", …" : ""}}`;
}

/** NaN is Prometheus's 0/0, and Inf its 1/0: neither says how the system does. */
function finite(text: string): number {
  const value = Number(text);
  if (text !== "" && Number.isFinite(value)) return value;
  throw new NoSampleError({ message: `the query gave ${text}` });
}

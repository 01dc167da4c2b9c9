import { z } from "zod";
import { parseDuration } from "../experiment/duration.ts";
import { fieldsOf } from "../yaml/fields.ts";
import { type Path, show } from "../yaml/problem.ts";
import { type Draft, madeUpRate } from "./draft.ts";
import type { ForeignDocument } from "./foreign-document.ts";
import type { Importer } from "./importer.ts";

/** `p(95)<500`; the operators and numbers that k6's own parser takes (metrics/thresholds_parser.go). */
const EXPRESSION = /^\s*(p\(\s*([\d.]+)\s*\)|[a-z]+)\s*(<=|>=|===?|!=|<|>)\s*([\d.]+(?:e[+-]?\d+)?)\s*$/;

const thresholdSchema = z.union([
  z.string().transform((threshold) => ({ threshold, abortOnFail: false, delayAbortEval: undefined })),
  z.strictObject({
    threshold: z.string(),
    abortOnFail: z.boolean().nullish(),
    delayAbortEval: z.string().nullish(),
  }),
]);

const arrivalSchema = z.looseObject({
  executor: z.literal("constant-arrival-rate"),
  rate: z.number().positive(),
  timeUnit: z.string().default("1s"),
});

const LOAD = "clients";
/** So long that a made-up rate has the samples for a rate of errors of 1 %. */
const ABORT_WINDOW = "15s";

/** Thresholds of k6, of its options as JSON. */
export const k6: Importer = {
  tool: "k6",
  reads: "options as JSON, with thresholds: what `k6 inspect SCRIPT` prints",
  recognises: (value) => typeof fieldsOf(value).thresholds === "object" && fieldsOf(value).thresholds !== null,
  read(document) {
    const criteria = new Criteria(document);
    for (const metric of document.keysAt(["thresholds"])) {
      const path = ["thresholds", metric];
      const list = document.read(z.union([thresholdSchema.transform((one) => [one]), z.array(thresholdSchema)]), path);
      for (const [index, one] of list.entries())
        criteria.add(metric, one, Array.isArray(document.at(path)) ? [...path, index] : path);
    }
    const rate = arrivalRate(document);
    leaveOptions(document);
    return criteria.all.length === 0 ? undefined : draftOf(criteria, rate);
  },
};

/** The metrics of a load by k6's, with what each of its statistics is. */
const metrics: Readonly<
  Record<
    string,
    (statistic: string, percentile: string | undefined) => readonly [metric: string, unit: string] | undefined
  >
> = {
  http_req_duration: (statistic, percentile) => {
    const metric =
      percentile === undefined ? { avg: "mean", med: "p50", max: "max" }[statistic] : `p${Number(percentile)}`;
    return metric === undefined ? undefined : [metric, "ms"];
  },
  http_req_failed: (statistic) => (statistic === "rate" ? ["error_rate", "%"] : undefined),
  http_reqs: (statistic) => (statistic === "rate" ? ["rate", "/s"] : undefined),
};

const opposite: Readonly<Record<string, string>> = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" };

/** The criteria that thresholds become. */
class Criteria {
  readonly all: string[] = [];
  readonly abort: string[] = [];
  readonly #document: ForeignDocument;

  constructor(document: ForeignDocument) {
    this.#document = document;
  }

  add(metric: string, { threshold, abortOnFail, delayAbortEval }: z.output<typeof thresholdSchema>, path: Path): void {
    const [, statistic = "", percentile, operator = "", number = ""] = EXPRESSION.exec(threshold) ?? [];
    const known = Object.hasOwn(metrics, metric) ? metrics[metric]?.(statistic, percentile) : undefined;
    const against = opposite[operator];
    if (known === undefined || against === undefined) {
      return void this.#document.leave(path, `${metric}: ${show(threshold)}; ${whyLeft(metric, known !== undefined)}`);
    }
    const [name, unit] = known;
    // To more digits than anybody writes: 0.07 times 100 is 7.000000000000001.
    const value = `${Number((Number(number) * (unit === "%" ? 100 : 1)).toPrecision(12))}${unit}`;
    this.all.push(`${LOAD}.${name} ${operator} ${value}`);
    this.#document.differ(
      path,
      "is of a whole run there; here of the baseline without a fault, and of the fault phase",
    );
    if (!abortOnFail) return;
    this.abort.push(`${LOAD}.${name} ${against} ${value} over ${ABORT_WINDOW}`);
    this.#document.differ(
      path,
      `abortOnFail: is judged over the last ${ABORT_WINDOW} here, and over all of the run until then there`,
    );
    if (delayAbortEval) this.#document.leave([...path, "delayAbortEval"], "an abort is judged from the warm-up on");
  }
}

function whyLeft(metric: string, isKnown: boolean): string {
  if (isKnown) return "a criterion is by <, <=, > or >=";
  if (metric.includes("{")) return "requests with a tag are a load of their own here";
  if (metric === "checks") return "a check is a function of the script; a load has `fail-on`";
  return "nothing that a load measures is that";
}

/** Arrivals a second where one scenario says them. All other ways to send are left. */
function arrivalRate(document: ForeignDocument): string | undefined {
  const names = document.keysAt(["scenarios"]);
  const rates = names.flatMap((name) => {
    const path = ["scenarios", name];
    const read = arrivalSchema.safeParse(document.at(path));
    const unitMs = read.success ? parseDuration(read.data.timeUnit) : undefined;
    if (names.length > 1 || !read.success || !unitMs) {
      const { executor } = fieldsOf(document.at(path));
      document.leave(
        path,
        `is ${show(executor)}: a load here is one stream of arrivals, not users who wait for answers`,
      );
      return [];
    }
    for (const key of document.keysAt(path)) {
      if (!["executor", "rate", "timeUnit"].includes(key))
        document.leave([...path, key], "phases say how long, and requests are written under load");
    }
    return [`${Number(((read.data.rate * 1000) / unitMs).toFixed(6))}/s`];
  });
  return rates[0];
}

function leaveOptions(document: ForeignDocument): void {
  for (const key of document.keysAt([])) {
    const value = document.at([key]);
    if (key === "thresholds" || key === "scenarios" || value === null) continue;
    document.leave([key], "says how k6 sends or sums up; an experiment has load and phases for that");
  }
}

function draftOf({ all, abort }: Criteria, rate: string | undefined): Draft {
  return {
    name: "k6-thresholds",
    source: `${all.length} thresholds`,
    system: {
      external: {
        services: { target: "http://127.0.0.1:8080" },
        edges: { "target -> dependency": { listen: "127.0.0.1:9001", upstream: "127.0.0.1:9002" } },
      },
    },
    // k6 counts a request as failed from 400 on.
    load: { [LOAD]: { request: "GET target/", rate: rate ?? madeUpRate, timeout: "60s", "fail-on": ["4xx", "5xx"] } },
    faults: [{ keys: { type: "latency", on: "target -> dependency", latency: "1s" } }],
    steadyState: all,
    abort: abort.length > 0 ? abort : [`${LOAD}.error_rate > 50% over 5s`],
    expect: all,
    madeUp: ["system", "load", "faults", ...(abort.length > 0 ? [] : (["abort"] as const))],
  };
}

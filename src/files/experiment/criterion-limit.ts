import type { Metric } from "./criterion.ts";
import { parseDuration } from "./duration.ts";
import { parseRate } from "./rate.ts";

/** The form in which the values of a metric are written. */
interface ValueType {
  /** Ends a sentence that says what was found instead. */
  readonly help: string;
  /** The value in the metric's own unit; undefined for anything else. */
  read(word: string): number | undefined;
}

const percentage: ValueType = {
  help: "a share is written in percent: 1%",
  read: (word) => {
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(word)?.[1];
    return percent === undefined || Number(percent) > 100 ? undefined : Number(`${percent}e-2`);
  },
};
const duration: ValueType = { help: "a duration is a number with its unit: 300ms, 2.8s", read: parseDuration };
const rate: ValueType = { help: "a rate is a number with its unit: 200/s", read: parseRate };
const plainNumber: ValueType = {
  help: "it is a plain number: 1.5",
  read: (word) => (/^\d+(?:\.\d+)?$/.test(word) ? Number(word) : undefined),
};
/** The form of a query's value, which may be below zero, and of any size. */
const anyNumber: ValueType = {
  help: "it is a plain number: 5, -0.5, 1e6",
  read: (word) => (/^-?\d+(?:\.\d+)?(?:e[+-]?\d{1,2})?$/.test(word) ? Number(word) : undefined),
};

/** The type of the values that a metric is compared with. */
export function limitType(metric: Metric): ValueType {
  switch (metric.kind) {
    case "error_rate":
      return percentage;
    case "quantile":
    case "mean":
    case "max":
    case "recovery":
      return duration;
    case "rate":
      return rate;
    case "in_flight":
    case "amplification":
      return plainNumber;
    case "value":
      return anyNumber;
  }
}

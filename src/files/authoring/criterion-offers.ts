import type { WrittenMetric } from "../experiment/criterion.ts";
import { metricForms } from "../experiment/metric-forms.ts";
import type { LoadName, Names } from "./names.ts";
import type { Offer } from "./offer.ts";

/** The percentiles that people ask for. */
const PERCENTILES = ["p50", "p95", "p99", "p99.9"];
const COMPARISONS = ["<", "<=", ">", ">="];

/** A criterion that is being typed: its text as it is, and where the cursor is in it. */
export interface TypedCriterion {
  readonly text: string;
  readonly at: number;
  /** Its beginning in the whole text. */
  readonly start: number;
  /** True in `expect`, which alone may speak of what happens once. */
  readonly isExpectation: boolean;
}

/** Lists what may come at a place of a criterion: a signal, then its metric, a comparison, and after the value a window. */
export function criterionOffers(typed: TypedCriterion, names: Names): readonly Offer[] {
  const before = typed.text.slice(0, typed.at);
  const signal = /^\s*(?:\([^)]*|[\w-]*)$/.exec(before);
  if (signal !== null) return signalOffers(typed, before.search(/\S|$/), names);
  const [, subject = "", metric] =
    /^\s*(\([^)]*\)|[\w-]+(?:\.(?:treated|control)(?=\s*\.))?)\s*\.\s*([\w.]*)$/.exec(before) ?? [];
  if (metric !== undefined) return metricOffers(typed, subject, before.length - metric.length, names);
  const [, word, rest] = /\.\s*(\w+(?:\.\d+)?)\s+(.*)$/.exec(before) ?? [];
  if (word === undefined || rest === undefined) return [];
  if (/^[<>=]*$/.test(rest)) return COMPARISONS.map((sign) => offer(typed, before.length - rest.length, sign, "word"));
  return windowOffers(typed, word, rest);
}

function signalOffers(typed: TypedCriterion, from: number, { loads, signals, edges }: Names): readonly Offer[] {
  const to = from + (/^(?:\([^)]*\)?|[\w-]*)/.exec(typed.text.slice(from))?.[0].length ?? 0);
  const named = (label: string, meaning: string): Offer => ({
    label,
    text: label,
    start: typed.start + from,
    end: typed.start + Math.max(to, typed.at),
    kind: "name",
    meaning,
  });
  return [
    ...loads.map(({ name }) => named(name, "A load's requests, or those of a step")),
    ...signals.map((name) => named(name, "A number from outside, of `signals`")),
    ...edges.map((edge) => named(`(${edge})`, "The calls on an edge")),
  ];
}

function metricOffers(typed: TypedCriterion, subject: string, from: number, names: Names): readonly Offer[] {
  const kinds = Object.keys(metricForms) as WrittenMetric["kind"][];
  return kinds
    .filter((kind) => isOf(kind, subject, names) && (typed.isExpectation || !metricForms[kind].isOneTime))
    .flatMap((kind) => {
      const words = kind === "quantile" ? PERCENTILES : [metricForms[kind].word];
      return words.map((word) => ({ ...offer(typed, from, word, "metric"), meaning: metricMeaning(kind) }));
    });
}

/** Tells whether a signal has a metric; of a name that nobody knows every metric may be meant. */
function isOf(kind: WrittenMetric["kind"], subject: string, { loads, signals }: Names): boolean {
  const { notOfEdges, isSampled = false } = metricForms[kind];
  if (subject.startsWith("(")) return notOfEdges === undefined;
  if (signals.includes(subject)) return isSampled;
  const load = loads.find(({ name }) => name === subject);
  return load === undefined || (!isSampled && hasMetric(load, kind));
}

function hasMetric({ hasRetry, hasSessions }: LoadName, kind: WrittenMetric["kind"]): boolean {
  if (kind === "amplification") return hasRetry;
  return kind !== "attempts" || hasSessions;
}

/** Tells what a metric is, and how its value is written. */
export function metricMeaning(kind: WrittenMetric["kind"]): string {
  const { word, meaning, limit } = metricForms[kind];
  return `**${word}**: ${meaning}; ${limit.help}`;
}

/** The kind of the metric that a word names; undefined for no metric. */
export function metricKindOf(word: string): WrittenMetric["kind"] | undefined {
  if (/^p\d+(\.\d+)?$/.test(word)) return "quantile";
  const kinds = Object.keys(metricForms) as WrittenMetric["kind"][];
  return kinds.find((kind) => metricForms[kind].word === word);
}

/** Meanings of the words of a criterion that are no names. */
export const clauseMeanings: Readonly<Record<string, string>> = {
  over: "**over**: the length of the sliding window that it is judged over",
  for: "**for**: how long it must hold without a break before it counts",
};

/** `over` and `for`, once each and in this order, where a value stands before them. */
function windowOffers(typed: TypedCriterion, metric: string, rest: string): readonly Offer[] {
  const [, clauses, word] = /^[<>=]+\s*[^\s<>=]\S*\s+((?:(?:over|for)\s+\S+\s+)*)(\w*)$/.exec(rest) ?? [];
  const kind = metricKindOf(metric);
  if (clauses === undefined || word === undefined || (kind !== undefined && metricForms[kind].isOneTime)) return [];
  const left = clauses.includes("for") ? [] : clauses.includes("over") ? ["for"] : ["over", "for"];
  return left.map((clause) => ({
    ...offer(typed, typed.at - word.length, clause, "word"),
    text: `${clause} 5s`,
    meaning: clauseMeanings[clause] ?? "",
  }));
}

/** A word in place of the one that begins at `from`. */
function offer({ text, at, start }: TypedCriterion, from: number, label: string, kind: Offer["kind"]): Offer {
  const rest = /^\S*/.exec(text.slice(at))?.[0].length ?? 0;
  return { label, text: label, start: start + from, end: start + at + rest, kind };
}

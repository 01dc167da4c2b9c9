/** Samples of a Prometheus metric: those that have all of the labels, or lack a value where `isNot`. */
export interface MetricSelector {
  readonly name: string;
  readonly labels: readonly { readonly name: string; readonly value: string; readonly isNot: boolean }[];
}

export const metricSelectorHelp =
  'a metric is its name, with labels where only some of its samples are meant: requests_total{status="200"}; also !=';

const SELECTOR = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?$/;
const LABEL = /^\s*([a-zA-Z_]\w*)\s*(!?=)\s*"([^"\\]*)"\s*(?:,|$)/;

/** Reads `name{label="value", other!="value"}`, the part of PromQL that needs no server; undefined for anything else. */
export function parseMetricSelector(text: string): MetricSelector | undefined {
  const [, name, inBraces = ""] = SELECTOR.exec(text.trim()) ?? [];
  if (name === undefined) return undefined;
  const labels: MetricSelector["labels"][number][] = [];
  for (let rest = inBraces; rest.trim() !== ""; ) {
    const [whole, label = "", operator, value = ""] = LABEL.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    labels.push({ name: label, value, isNot: operator === "!=" });
    rest = rest.slice(whole.length);
  }
  return { name, labels };
}

/** Tells whether a sample with these labels is meant; a label that it lacks is as good as empty. */
export function selects(selector: MetricSelector, labels: Readonly<Record<string, string>>): boolean {
  return selector.labels.every(({ name, value, isNot }) => ((labels[name] ?? "") === value) !== isNot);
}

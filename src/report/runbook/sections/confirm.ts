import {
  isAlert,
  isClusterSignal,
  isServiceMetric,
  type SampledSignal,
} from "../../../files/experiment/sampled-signal.ts";
import { formatValue } from "../../../judge/criteria/format.ts";
import type { ValueReading } from "../../../judge/criteria/metric-rule.ts";
import type { RunResult } from "../../../judge/history/result.ts";
import { code, plainText, table } from "../../formats/markdown-text.ts";
import { count, latency, NO_FIGURE, NOT_MEASURED } from "../../terminal/figures.ts";
import { splitSignals } from "../../terminal/signal-kinds.ts";
import { amplificationChange, errorChange, p95Change } from "../before-and-with.ts";
import { type Block, listed, toCopy } from "../lines.ts";
import type { RunbookSection } from "../section.ts";
import type { SignalStory } from "../signal-stories.ts";

/** The most rows of a table. */
const ROWS = 16;

/** Places to look at to know that it is this failure and no other: all were looked at in the run. */
export const confirm: RunbookSection = {
  name: "confirm",
  heading: "How to confirm it",
  blocks: ([{ result, stories }]) => [
    [
      "What was asked and measured in the run, before the fault and with it. What stays as it was tells this from other failures.",
    ],
    signalTable(result),
    ...listed("Asked of others:", stories.map(storyInWords)),
    ...listed("What services said that calls waited for (`GET /debug/waiting`):", waiting(result)),
    ...listed(
      "How the fault itself was seen:",
      result.faults
        .filter(({ took }) => took === "true")
        .map(({ id, evidence }) => [`${code(id)}: ${plainText(evidence)}`]),
    ),
  ],
};

function signalTable(result: RunResult): Block {
  const names = namesInOrder(result);
  if (names.length === 0) return ["Nothing was measured of loads and edges."];
  const rows = names.slice(0, ROWS).map((name) => {
    const figures = result.signals[name] ?? {};
    return [code(name), p95Change(figures), errorChange(figures), amplificationChange(figures), isWorse(name, result)];
  });
  const more = names.length - ROWS;
  const rest = more > 0 ? ["", `${count(more)} more are in the report.`] : [];
  return [...table(["load or edge", "p95", "errors", "calls per request", "clearly worse"], rows).split("\n"), ...rest];
}

/** Those that degraded in the order in which they did, then loads, then edges. */
function namesInOrder({ degradations, signals }: RunResult): readonly string[] {
  const { loads, edges } = splitSignals(signals);
  const worse = degradations.map(({ signal }) => signal);
  const names = [...worse, ...Object.keys(loads), ...Object.keys(edges)];
  return [...new Set(names)].filter((name) => Object.hasOwn(signals, name));
}

function isWorse(name: string, { degradations, undecided, unmeasured, signals }: RunResult): string {
  const { baseline, fault } = signals[name] ?? {};
  if (degradations.some(({ signal }) => signal === name)) return "yes";
  if (baseline?.opaque !== undefined || fault?.opaque !== undefined) return NOT_MEASURED;
  if (undecided.some((one) => one.name === name && one.conclusion === "degraded")) return "not known";
  return baseline === undefined || fault === undefined || unmeasured.includes(name) ? NO_FIGURE : "no";
}

function storyInWords({ signal, baseline, fault }: SignalStory): Block {
  const values = `${meanOf(baseline)} on average before, ${meanOf(fault)} with the fault`;
  const { from, text } = sourceOf(signal);
  return [`${code(signal.name)}, ${from}, asked every ${latency(signal.everyMs)}: ${values}`, ...toCopy(text)];
}

/** The place where a signal is asked, in Markdown, and what is asked there. */
function sourceOf(signal: SampledSignal): { readonly from: string; readonly text: string } {
  if (isClusterSignal(signal)) {
    return { from: "by the cluster's API", text: `${signal.count} of ${signal.service}` };
  }
  if (isServiceMetric(signal)) return { from: `on the metrics page of ${code(signal.service)}`, text: signal.metric };
  const server = `the Prometheus ${code(String(signal.url))}`;
  if (isAlert(signal)) return { from: `instances that fire of an alert of ${server}`, text: signal.alert };
  return { from: `a query of ${server}`, text: String(signal.query) };
}

function meanOf(reading: ValueReading | undefined): string {
  return reading?.mean === undefined ? "nothing" : formatValue(reading.mean);
}

function waiting({ waiting: calls }: RunResult): readonly Block[] {
  return calls.map(({ service, on, count: number, longestMs }) => [
    `${code(service)}: ${count(number)} calls wait for ${code(on)}, the longest for ${latency(longestMs)}`,
  ]);
}

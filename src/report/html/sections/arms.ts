import { armSignals } from "../../../files/experiment/arm-signals.ts";
import { formatNumber } from "../../../judge/criteria/format.ts";
import type { RunResult, SignalStats } from "../../../judge/history/result.ts";
import { spilloverInWords } from "../../../judge/history/spillover.ts";
import type { Plan } from "../../../judge/plan/plan.ts";
import { armsInWords } from "../../arms-in-words.ts";
import { count, latency, NO_FIGURE, percent } from "../../terminal/figures.ts";
import { type Content, html } from "../markup.ts";
import { points, section, table } from "../tables.ts";

/** The two arms of each load side by side, and what became of the one that was spared; nothing where loads have none. */
export function armsSection({ signals, spillover }: RunResult, { experiment: { arms, loads } }: Plan): Content {
  if (arms === undefined) return undefined;
  const rows = loads
    .flatMap(({ name }) => armSignals(name))
    .flatMap((signal): [Content, ...Content[]][] => {
      const { baseline, fault } = signals[signal] ?? {};
      const times = spillover?.find((one) => one.signal === signal)?.times;
      return baseline === undefined
        ? []
        : [[signal, ...FIGURES.map((write) => beforeAndWith(write, baseline, fault)), times ? between(times) : ""]];
    });
  return section(
    "arms",
    "The two arms",
    html`<p>${armsInWords(arms)}.</p>`,
    rows.length === 0
      ? undefined
      : table(
          "The arms of each load, in the baseline and then in the fault phase",
          ["arm", "requests", "errors", "p50", "p95", "p99", "times the baseline's p95"],
          rows,
        ),
    points((spillover ?? []).map((one) => `${spilloverInWords(one, signals)}.`)),
  );
}

const FIGURES: readonly ((stats: SignalStats) => string)[] = [
  ({ ended }) => count(ended),
  ({ errorRate }) => percent(errorRate),
  ({ p50Ms }) => latency(p50Ms),
  ({ p95Ms }) => latency(p95Ms),
  ({ p99Ms }) => latency(p99Ms),
];

function beforeAndWith(
  write: (stats: SignalStats) => string,
  before: SignalStats,
  then: SignalStats | undefined,
): string {
  return `${write(before)} → ${then === undefined ? NO_FIGURE : write(then)}`;
}

function between({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${formatNumber(low)} to ${formatNumber(high)}`;
}

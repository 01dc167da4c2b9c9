import uPlot from "uplot";
import { formatMs, formatNumber, formatShare } from "../../../judge/criteria/format.ts";
import type { Chart, ChartedSignal, ChartFrame, Figures } from "../page-data.ts";
import { drawBackground, drawForeground } from "./marks.ts";
import type { Palette } from "./palette.ts";

/** Times that all charts show, in seconds. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The charts of a signal, one under the other, with one time axis and one cursor. */
export interface Charts {
  zoom(range: Range): void;
  /** Draws the signal as it has become since, and its frame. */
  update(signal: ChartedSignal, range: Range): void;
  destroy(): void;
}

interface Line {
  readonly label: string;
  readonly values: Figures;
  readonly colour: keyof Palette;
  readonly dash?: number[];
  readonly isFaint?: true;
}

interface Kind {
  readonly chart: Chart;
  readonly title: string;
  readonly write: (value: number) => string;
  readonly lines: (signal: ChartedSignal) => readonly Line[];
}

const HEIGHT = 170;
const DASHES = { p95: [8, 4], p99: [2, 4] };

const KINDS: readonly Kind[] = [
  {
    chart: "rate",
    title: "requests that ended, per second",
    write: (value) => `${formatNumber(value)}/s`,
    lines: ({ perS, extremes }) => [
      { label: "rate", values: perS, colour: "p50" },
      ...faint("lowest", extremes?.lowestPerS, "p50"),
      ...faint("highest", extremes?.highestPerS, "p50"),
    ],
  },
  {
    chart: "errors",
    title: "share that failed",
    write: formatShare,
    lines: ({ errors, extremes }) => [
      { label: "errors", values: errors, colour: "fault" },
      ...faint("worst", extremes?.worstErrors, "fault"),
    ],
  },
  {
    chart: "latency",
    title: "latency",
    write: formatMs,
    lines: ({ p50, p95, p99, extremes }) => [
      { label: "p50", values: p50, colour: "p50" },
      { label: "p95 (dashed)", values: p95, colour: "p95", dash: DASHES.p95 },
      { label: "p99 (dotted)", values: p99, colour: "p99", dash: DASHES.p99 },
      ...faint("worst p99", extremes?.worstP99, "p99"),
    ],
  },
];

function faint(label: string, values: Figures | undefined, colour: keyof Palette): Line[] {
  return values === undefined ? [] : [{ label, values, colour, isFaint: true }];
}

/** Draws the charts of a signal into a place. `onZoom` hears of every range that the reader chooses on one of them. */
export function drawCharts(
  place: HTMLElement,
  data: ChartFrame,
  signal: ChartedSignal,
  palette: Palette,
  range: Range,
  onZoom: (range: Range) => void,
): Charts {
  let isZooming = false;
  const plots = KINDS.map((kind) => {
    const lines = kind.lines(signal);
    const options = optionsOf(kind, lines, data, signal, palette, range, place.clientWidth);
    const zoomed = (plot: uPlot, key: string) => {
      const { min, max } = plot.scales.x ?? {};
      if (key !== "x" || isZooming || typeof min !== "number" || typeof max !== "number") return;
      zoomAll({ min, max }, plot);
      onZoom({ min, max });
    };
    const holder = document.createElement("div");
    holder.setAttribute("role", "img");
    holder.setAttribute("aria-label", `${signal.name}: ${kind.title}, over time; the table below has the figures`);
    const heading = document.createElement("h3");
    heading.textContent = `${signal.name}: ${kind.title}`;
    place.append(heading, holder);
    return new uPlot(
      { ...options, hooks: { ...options.hooks, setScale: [zoomed] } },
      valuesOf(kind, signal, data.binMs),
      holder,
    );
  });
  function updateAll(grown: ChartedSignal, to: Range): void {
    isZooming = true;
    for (const [at, plot] of plots.entries()) {
      const values = valuesOf(KINDS[at] as Kind, grown, data.binMs);
      plot.batch(() => {
        plot.setData(values, false);
        plot.setScale("x", { ...to });
      });
    }
    isZooming = false;
  }
  function zoomAll(to: Range, by?: uPlot): void {
    isZooming = true;
    for (const plot of plots) if (plot !== by) plot.batch(() => plot.setScale("x", { ...to }));
    isZooming = false;
  }
  return {
    zoom: (to) => zoomAll(to),
    update: updateAll,
    destroy: () => {
      for (const plot of plots) plot.destroy();
      place.replaceChildren();
    },
  };
}

/** The times of a signal's bins in seconds, and the values of each line. */
function valuesOf(kind: Kind, signal: ChartedSignal, binMs: number): uPlot.AlignedData {
  const times = signal.perS.map((_, at) => ((at + 0.5) * binMs) / 1000);
  return [times, ...kind.lines(signal).map(({ values }) => [...values])];
}

function optionsOf(
  kind: Kind,
  lines: readonly Line[],
  data: ChartFrame,
  signal: ChartedSignal,
  palette: Palette,
  range: Range,
  width: number,
): uPlot.Options {
  const limits = signal.limits.filter(({ chart }) => chart === kind.chart);
  const axis = {
    stroke: palette.text,
    grid: { stroke: palette.grid, width: 1 },
    ticks: { stroke: palette.grid, width: 1 },
  };
  return {
    width,
    height: HEIGHT,
    scales: {
      x: { time: false, min: range.min, max: range.max },
      y: yScale(
        kind.chart,
        limits.map(({ value }) => value),
      ),
    },
    axes: [
      { ...axis, size: 34, space: 100, values: (_plot, ticks) => ticks.map((second) => formatMs(second * 1000)) },
      { ...axis, size: 72, values: (_plot, ticks) => ticks.map((value) => (value === null ? "" : kind.write(value))) },
    ],
    cursor: { sync: { key: "brownout", setSeries: false }, drag: { x: true, y: false, dist: 4 }, y: false },
    series: [
      { label: "time", value: (_plot, second) => (second === null ? "–" : formatMs(second * 1000)) },
      ...lines.map(({ label, colour, dash, isFaint }) => ({
        label,
        stroke: palette[colour],
        width: isFaint ? 1 : 2,
        alpha: isFaint ? 0.6 : 1,
        points: { show: false },
        ...(dash && { dash }),
        value: (_plot: uPlot, value: number | null) => (value === null ? "–" : kind.write(value)),
      })),
    ],
    hooks: {
      drawClear: [(plot) => drawBackground(plot, data, palette)],
      draw: [(plot) => drawForeground(plot, data, limits, palette)],
    },
  };
}

/** From 0 on, or for latencies by magnitudes; limits are always in sight. */
function yScale(chart: Chart, limits: readonly number[]): uPlot.Scale {
  if (chart !== "latency") {
    return { range: (_plot, _min, max) => [0, Math.max(max ?? 0, ...limits, chart === "errors" ? 0.01 : 1) * 1.1] };
  }
  return {
    distr: 3,
    range: (_plot, min, max) => {
      const all = [min, max, ...limits].filter((value) => value !== null && value > 0);
      return all.length === 0 ? [1, 1000] : uPlot.rangeLog(Math.min(...all), Math.max(...all), 10, true);
    },
  };
}

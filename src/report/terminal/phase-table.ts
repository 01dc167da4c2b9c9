import { type MeasuredPhase, measuredPhases } from "../../judge/history/event.ts";
import type { ByPhase, SignalStats } from "../../judge/history/result.ts";
import { answers, inFlight, latency, NOT_MEASURED, percent, rate, times } from "./figures.ts";
import { answersStyle, errorStyle, growthStyle } from "./signal-style.ts";
import { type Cell, type Column, layTable } from "./table.ts";
import { joinLines, type Line, line, type Style, span } from "./text.ts";

/** Columns from which the phases of a signal stand side by side; with fewer they stand in lines of their own. */
const SIDE_BY_SIDE_FROM = 150;

interface Figure {
  readonly heading: string;
  readonly goesFirst?: number;
  readonly write: (stats: SignalStats) => string;
  readonly style: (stats: SignalStats, baseline: SignalStats | undefined) => Style;
}

const FIGURES: readonly Figure[] = [
  growing("p50", (stats) => stats.p50Ms, latency, 4),
  growing("p95", (stats) => stats.p95Ms, latency),
  growing("p99", (stats) => stats.p99Ms, latency, 3),
  { heading: "errors", write: (stats) => percent(stats.errorRate), style: (stats) => errorStyle(stats.errorRate) },
  {
    heading: "in flight",
    goesFirst: 2,
    write: inFlight,
    style: (stats, baseline) => growthStyle(stats.inFlightMax, baseline?.inFlightMax),
  },
];
const ANSWERS: Figure = {
  heading: "answers",
  write: ({ statuses }) => answers(statuses),
  style: ({ statuses }) => answersStyle(statuses),
};
const CALLS: Figure = {
  ...growing("calls/request", (stats) => stats.amplification, times, 1),
  write: ({ amplification, uncounted }) => (uncounted === undefined ? times(amplification) : "not counted"),
};

const ATTEMPTS: Figure = growing("attempts", (stats) => stats.attemptsPerS, rate, 1);

type Signals = Readonly<Record<string, ByPhase>>;

/** A table of loads or edges in each phase: a line each where there is room, otherwise a line a phase. */
export function signalTable(heading: string, signals: Signals, columns: number): Line[] {
  const more = [
    ...(Object.values(signals).some((phases) => has(phases, "amplification")) ? [CALLS] : []),
    ...(Object.values(signals).some((phases) => has(phases, "attemptsPerS")) ? [ATTEMPTS] : []),
  ];
  const figures = [...FIGURES, ...more, more.length > 0 ? { ...ANSWERS, goesFirst: 5 } : ANSWERS];
  return columns < SIDE_BY_SIDE_FROM
    ? stackedTable(heading, signals, figures, columns)
    : arrowTable(heading, signals, figures, columns);
}

/**
 * A table of the requests that came in to services in each phase, a line each, with as many figures as there is room
 * for.
 */
export function serviceTable(heading: string, services: Signals, columns: number): Line[] {
  return arrowTable(heading, services, FIGURES, columns);
}

/** `38 ms → 2.84 s → 39 ms` in each cell. */
function arrowTable(heading: string, signals: Signals, figures: readonly Figure[], columns: number): Line[] {
  const headings: Column[] = [{ heading, atLeast: 16 }, ...figures];
  const rows = Object.entries(signals).map(([name, phases]): Cell[] => [
    nameOf(name, phases, "plain"),
    ...figures.map((figure) =>
      joinLines(
        measuredPhases.map((phase) => figureOf(figure, phases, phase)),
        " → ",
      ),
    ),
  ]);
  return [line("faint", measuredPhases.join(" → ")), ...layTable(headings, rows, columns)];
}

function stackedTable(heading: string, signals: Signals, figures: readonly Figure[], columns: number): Line[] {
  const headings: Column[] = [{ heading }, ...figures.map((figure) => ({ ...figure, align: "right" as const }))];
  const rows = Object.entries(signals).flatMap(([, phases]) =>
    measuredPhases
      .filter((phase) => phases[phase] !== undefined)
      .map((phase): Cell[] => [
        line("faint", `  ${phase}`),
        ...figures.map((figure) => figureOf(figure, phases, phase)),
      ]),
  );
  const [first = [], ...lines] = layTable(headings, rows, columns);
  const named = Object.entries(signals).flatMap(([name, phases]): Line[] => [
    nameOf(name, phases, "strong"),
    ...lines.splice(0, measuredPhases.filter((phase) => phases[phase] !== undefined).length),
  ]);
  return [first, ...named];
}

function figureOf(figure: Figure, phases: ByPhase, phase: MeasuredPhase): Line {
  const stats = phases[phase];
  if (stats === undefined) return [span("faint", "–")];
  return line(phase === "baseline" ? "plain" : figure.style(stats, phases.baseline), figure.write(stats));
}

function growing(
  heading: string,
  read: (stats: SignalStats) => number | undefined,
  write: (value: number | undefined) => string,
  goesFirst?: number,
): Figure {
  return {
    heading,
    ...(goesFirst === undefined ? {} : { goesFirst }),
    write: (stats) => write(read(stats)),
    style: (stats, baseline) => growthStyle(read(stats), baseline && read(baseline)),
  };
}

function nameOf(name: string, phases: ByPhase, style: Style): Line {
  const isUnseen = measuredPhases.some((phase) => phases[phase]?.opaque !== undefined);
  return isUnseen ? [span(style, name), span("warn", ` ${NOT_MEASURED}`)] : line(style, name);
}

function has(phases: ByPhase, figure: "amplification" | "attemptsPerS"): boolean {
  return measuredPhases.some((phase) => phases[phase]?.[figure] !== undefined);
}

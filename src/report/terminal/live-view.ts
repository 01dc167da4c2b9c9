import { type PhaseName, phaseNames } from "../../judge/history/event.ts";
import type { LiveSignal, LiveView } from "../../judge/history/result.ts";
import { progressBar } from "./bar.ts";
import { criteriaTable } from "./criteria-table.ts";
import { answers, inFlight, latency, NOT_MEASURED, percent, rate, reasons, stopwatch, times } from "./figures.ts";
import { fitRows, type Section } from "./fit-rows.ts";
import { lagWarning } from "./harness.ts";
import { heatCells } from "./heat.ts";
import { printLines, type Screen } from "./print.ts";
import { answersStyle, errorStyle } from "./signal-style.ts";
import { type Cell, type Column, layTable } from "./table.ts";
import { bothEnds, joinLines, type Line, line, lineWidth, type Style, span } from "./text.ts";

/**
 * Figures of a signal, as columns of the tables of loads and edges. The headings are as wide as the widest
 * figure, so that columns stay where they are while figures grow.
 */
const FIGURES: readonly Column[] = [
  { heading: "   rate", align: "right", goesFirst: 3 },
  { heading: "errors", align: "right" },
  { heading: "    p50", align: "right", goesFirst: 5 },
  { heading: "    p95", align: "right" },
  { heading: "    p99", align: "right", goesFirst: 4 },
  { heading: "in flight", align: "right", goesFirst: 1 },
];
const ANSWERS: Column = { heading: "answers          ", goesFirst: 2 };
const REASONS: Column = { heading: "failures", goesFirst: 9, atLeast: 16 };

/**
 * A moment of a run on a screen: never more lines than rows, none wider than the columns.
 * @param keys the last line, which says what can be typed
 */
export function renderLive(view: LiveView, screen: Screen, keys: Line = stopKeys()): string[] {
  const { columns, rows } = screen;
  const head = [title(view, columns), phaseLine(view, columns)];
  const foot = [...lagWarning(view.harness), keys];
  const sections = [
    loadSection(view, columns),
    edgeSection(view, columns),
    faultSection(view),
    remedySection(view),
    criteriaSection(view, columns),
  ];
  const room = rows - head.length - foot.length;
  // One blank line under the head and one above the keys, where there is room for them.
  const body = fitRows(sections, room);
  const spare = room - body.length;
  const lines = [...head, ...(spare > 1 ? [[]] : []), ...body, ...(spare > 0 ? [[]] : []), ...foot];
  return printLines(lines.slice(0, Math.max(0, rows)), screen);
}

function title(view: LiveView, columns: number): Line {
  const left = [span("accent", "brownout "), span("strong", view.experiment)];
  const clock = line("strong", stopwatch(view.elapsedMs));
  const run = [span("faint", `run ${view.run}  `), ...clock];
  return bothEnds(left, lineWidth(left) + lineWidth(run) < columns ? run : clock, columns);
}

/** `✓ up  ✓ warm-up  ✓ baseline  ● FAULT ━━━━━━━─────── 18/30 s  recovery  down`. */
function phaseLine(view: LiveView, columns: number): Line {
  const at = phaseNames.indexOf(view.phase);
  const steps = phaseNames.map((phase, place): Line => {
    if (place < at) return [span("good", "✓ "), span("plain", phase)];
    if (place > at) return line("faint", phase);
    return [span(phase === "fault" ? "alarm" : "accent", ` ${phase.toUpperCase()} `)];
  });
  const { phaseLengthMs: lengthMs, phaseElapsedMs: elapsedMs } = view;
  if (lengthMs === undefined) return fitting(joinLines(steps, "  "), steps[at] ?? [], columns);
  const most = `${Math.ceil(lengthMs / 1000)} s`;
  const elapsed = `${Math.floor(elapsedMs / 1000)}`;
  const seconds = view.untilSteady ? `${elapsed} s, until steady, at most ${most}` : `${elapsed}/${most}`;
  const room = columns - lineWidth(joinLines(steps, "  ")) - seconds.length - 2;
  const bar = progressBar(elapsedMs / lengthMs, Math.max(0, Math.min(60, room)), phaseStyle(view.phase));
  const current = [...(steps[at] ?? []), span("plain", " "), ...bar, span("plain", ` ${seconds}`)];
  return fitting(joinLines(steps.with(at, current), "  "), current, columns);
}

/** All phases, or the current one alone where there is no room for all. */
function fitting(all: Line, current: Line, columns: number): Line {
  return lineWidth(all) <= columns ? all : current;
}

function phaseStyle(phase: PhaseName): Style {
  return phase === "fault" ? "bad" : "good";
}

function loadSection({ loads }: LiveView, columns: number): Section {
  const headings: Column[] = [{ heading: "LOAD", atLeast: 12 }, ...FIGURES, ANSWERS, REASONS];
  const rows = loads.map((load): Cell[] => [
    line("strong", load.name),
    ...figures(load),
    answered(load),
    failures(load),
  ]);
  return section(layTable(headings, rows, columns), { atLeast: 1, turn: 4 });
}

function edgeSection({ edges }: LiveView, columns: number): Section {
  const headings: Column[] = [
    { heading: "EDGE", atLeast: 12 },
    { heading: "heat", atLeast: 10, upTo: 48, goesFirst: 0 },
    { heading: "        " },
    ...FIGURES,
    { heading: "calls/request", align: "right", goesFirst: 2 },
    { ...ANSWERS, goesFirst: 6 },
    REASONS,
  ];
  const rows = edges.map((edge): Cell[] => {
    const { bar, word } = heatCells(edge.heat);
    const calls = line("plain", times(edge.amplification));
    return [line("plain", edge.name), bar, word, ...figures(edge), calls, answered(edge), failures(edge)];
  });
  const weights = edges.map(({ heat }) => heat ?? 0);
  return section(layTable(headings, rows, columns), { atLeast: 3, turn: 1, weights });
}

function faultSection({ faults }: LiveView): Section {
  const states = { planned: ["faint", "planned"], in: ["alarm", " IN "], out: ["good", "out"] } as const;
  const rows = faults.map(({ what, state }): Line => {
    const [style, word] = states[state];
    return [span("accent", "FAULT  "), span(style, word), span("plain", " ".repeat(9 - word.length) + what)];
  });
  return { rows, weights: [], atLeast: 1, turn: 3 };
}

function remedySection({ remedies }: LiveView): Section {
  const states = { planned: "faint", begun: "accent", done: "good", failed: "bad" } as const;
  const rows = remedies.map(
    ({ what, state }): Line => [
      span("accent", "REMEDY "),
      span(states[state], state),
      span("plain", " ".repeat(9 - state.length) + what),
    ],
  );
  return { rows, weights: [], atLeast: 1, turn: 3 };
}

function criteriaSection({ criteria }: LiveView, columns: number): Section {
  const weights = criteria.map(({ judgement, role }) => {
    if (judgement.holds === "unknown") return 0;
    return (judgement.holds === "true") === (role === "abort") ? 2 : 1;
  });
  return section(criteriaTable(criteria, columns), { atLeast: 2, turn: 2, weights });
}

function section(
  [heading = [], ...rows]: readonly Line[],
  how: { readonly atLeast: number; readonly turn: number; readonly weights?: readonly number[] },
): Section {
  return { heading, rows, weights: how.weights ?? [], atLeast: how.atLeast, turn: how.turn };
}

function figures(signal: LiveSignal): Cell[] {
  return [
    line("plain", rate(signal.opaque ? undefined : signal.ratePerS)),
    line(errorStyle(signal.errorRate), percent(signal.errorRate)),
    line("plain", latency(signal.p50Ms)),
    line("strong", latency(signal.p95Ms)),
    line("plain", latency(signal.p99Ms)),
    line("plain", inFlight(signal)),
  ];
}

function answered({ statuses }: LiveSignal): Line {
  return line(answersStyle(statuses), answers(statuses));
}

function failures(signal: LiveSignal): Line {
  if (signal.opaque) return line("warn", NOT_MEASURED);
  return line("faint", reasons(signal.errors));
}

function stopKeys(): Line {
  return [
    span("strong", "q"),
    span("faint", " / "),
    span("strong", "Ctrl-C"),
    span("faint", "  stop: faults out, then end"),
  ];
}

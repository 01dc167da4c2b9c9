import type { RunResult, SignalStats } from "../../judge/history/result.ts";
import { differences } from "./differences.ts";
import { inFlight, latency, percent, recoveryTime, times } from "./figures.ts";
import { originName } from "./origin.ts";
import { printLines, type Terminal } from "./print.ts";
import { splitSignals } from "./signal-kinds.ts";
import { errorStyle, growthStyle } from "./signal-style.ts";
import { type Cell, type Column, layTable } from "./table.ts";
import { type Line, line, type Style, span, wrapText } from "./text.ts";
import { verdictLabel } from "./verdict-line.ts";

/** A figure of a load before and in the fault. */
const LOAD_FIGURES: readonly {
  readonly name: string;
  readonly write: (stats: SignalStats | undefined) => string;
  readonly style: (fault: SignalStats, baseline: SignalStats | undefined) => Style;
}[] = [
  { name: "errors", write: (stats) => percent(stats?.errorRate), style: (fault) => errorStyle(fault.errorRate) },
  {
    name: "p95",
    write: (stats) => latency(stats?.p95Ms),
    style: (fault, base) => growthStyle(fault.p95Ms, base?.p95Ms),
  },
  {
    name: "p99",
    write: (stats) => latency(stats?.p99Ms),
    style: (fault, base) => growthStyle(fault.p99Ms, base?.p99Ms),
  },
  {
    name: "in flight",
    write: inFlight,
    style: (fault, base) => growthStyle(fault.inFlightMax, base?.inFlightMax),
  },
];

/**
 * Runs of the same system side by side, and in sentences how each differs from the first. No line is wider
 * than the columns.
 */
export function renderComparison(results: readonly RunResult[], terminal: Terminal): string[] {
  const { columns } = terminal;
  const names = shortNames(results.map(({ experiment }) => experiment));
  const [first, ...others] = results;
  const blocks = [
    overview(results, names, columns),
    edgeTable(results, names, columns),
    ...others.map((other, at) => {
      const title = `In the fault, ${names[at + 1]} instead of ${names[0]}:`;
      return [...wrapText(title, columns, { style: "accent" }), ...sentences(first, other, columns)];
    }),
  ];
  const lines = blocks.filter(({ length }) => length > 0).flatMap((block, at) => (at === 0 ? block : [[], ...block]));
  return printLines(lines, terminal);
}

function sentences(first: RunResult | undefined, other: RunResult, columns: number): Line[] {
  if (first === undefined || ![first, other].every(hadFault)) {
    return wrapText("nothing to compare: not both runs came to their fault", columns, { lead: line("warn", "• ") });
  }
  return differences(first, other).flatMap((one) => wrapText(one, columns, { lead: line("good", "• ") }));
}

function hadFault({ phases }: RunResult): boolean {
  return phases.some(({ name }) => name === "fault");
}

function overview(results: readonly RunResult[], names: readonly string[], columns: number): Line[] {
  const headings: Column[] = [
    { heading: "BASELINE → FAULT" },
    ...names.map((heading) => ({ heading, atLeast: 12, upTo: 28 })),
  ];
  const row = (label: string, cell: (result: RunResult) => Line): Cell[] => [
    line("plain", label),
    ...results.map(cell),
  ];
  const loads = [...new Set(results.flatMap(({ signals }) => Object.keys(splitSignals(signals).loads)))];
  const rows = [
    row("verdict", ({ verdict }) => verdictLabel(verdict)),
    ...loads.flatMap((load) =>
      LOAD_FIGURES.map((figure) => row(`${load} ${figure.name}`, (result) => beforeAndIn(result, load, figure))),
    ),
    row("services hurt", ({ hurt, services }) => {
      return line(hurt.length > 1 ? "bad" : "plain", `${hurt.length} of ${Object.keys(services).length}`);
    }),
    row("origin", ({ origin }) => line("plain", originName(origin) ?? "–")),
    row("recovery", recoveryWords),
  ];
  return layTable(headings, rows, columns);
}

function beforeAndIn({ signals }: RunResult, load: string, figure: (typeof LOAD_FIGURES)[number]): Line {
  const { baseline, fault } = signals[load] ?? {};
  const style = fault === undefined ? "faint" : figure.style(fault, baseline);
  return [span("plain", figure.write(baseline)), span("faint", " → "), span(style, figure.write(fault))];
}

function recoveryWords({ recovery }: RunResult): Line {
  if (recovery?.metastable !== undefined) return line("bad", "none: metastable");
  if (recovery?.recovered === "false") return line("bad", "none");
  if (recovery?.recovered !== "true") return line("faint", "–");
  return line("good", recoveryTime(recovery.afterMs));
}

/** A table of each edge in the fault phase, run beside run, with the first run's baseline to measure them by. */
function edgeTable(results: readonly RunResult[], names: readonly string[], columns: number): Line[] {
  const edges = [...new Set(results.flatMap(({ signals }) => Object.keys(splitSignals(signals).edges)))];
  if (edges.length === 0) return [];
  const headings: Column[] = [{ heading: "EDGE", atLeast: 16 }, right("baseline")];
  for (const name of names) headings.push(right("    p95", name), right("errors", name), right("calls", name));
  const rows = edges.map((edge): Cell[] => {
    const baseline = results[0]?.signals[edge]?.baseline;
    return [
      line("plain", edge),
      line("plain", latency(baseline?.p95Ms)),
      ...results.flatMap(({ signals }) => inFault(signals[edge]?.fault, signals[edge]?.baseline)),
    ];
  });
  return layTable(headings, rows, columns);
}

function inFault(fault: SignalStats | undefined, baseline: SignalStats | undefined): Line[] {
  return [
    line(growthStyle(fault?.p95Ms, baseline?.p95Ms), latency(fault?.p95Ms)),
    line(errorStyle(fault?.errorRate), percent(fault?.errorRate)),
    line(growthStyle(fault?.amplification, baseline?.amplification), times(fault?.amplification)),
  ];
}

function right(heading: string, group?: string): Column {
  return { heading, align: "right", ...(group === undefined ? {} : { group }) };
}

/** `unprotected` and `protected` of names that begin alike: what tells them apart. */
function shortNames(names: readonly string[]): string[] {
  const words = names.map((name) => name.split("-"));
  const shortest = Math.min(...words.map(({ length }) => length));
  let alike = 0;
  while (alike < shortest - 1 && words.every((parts) => parts[alike] === words[0]?.[alike])) alike++;
  return words.map((parts) => parts.slice(alike).join("-"));
}

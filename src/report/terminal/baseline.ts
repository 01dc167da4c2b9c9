import { formatMs, formatNumber, formatShare } from "../../judge/criteria/format.ts";
import type { Baseline } from "../../judge/gate/baseline.ts";
import { leastBaseline } from "../../judge/gate/compare-runs.ts";
import { USUAL_RUNS } from "../../judge/gate/conclude.ts";
import { figureInWords, phaseInWords } from "../../judge/gate/figure-in-words.ts";
import { COMPARED_PHASES, FIGURES, type Figure } from "../../judge/gate/figures.ts";
import { median } from "../../judge/measure/median.ts";
import { machineInWords } from "../../values/machine-kind.ts";
import { labelled } from "./labelled.ts";
import { printLines, type Terminal } from "./print.ts";
import { type Cell, type Column, layTable } from "./table.ts";
import { type Line, line, span } from "./text.ts";

const COLUMNS: readonly Column[] = [
  { heading: "SIGNAL", atLeast: 14 },
  { heading: "when", goesFirst: 1 },
  { heading: "figure" },
  { heading: "least", align: "right" },
  { heading: "median", align: "right" },
  { heading: "most", align: "right" },
  { heading: "runs", align: "right", goesFirst: 2 },
];

/** A baseline: what it is of, and how its runs spread. */
export function renderBaseline(name: string, { kind, runs }: Baseline, terminal: Terminal): string[] {
  const { columns } = terminal;
  const first = runs[0]?.startedAt ?? "";
  const last = runs.at(-1)?.startedAt ?? "";
  const where = kind.where === undefined ? "" : `, ${kind.where}`;
  const lines: Line[] = [
    [span("strong", name), span("faint", `  ${runs.length} runs of ${kind.experiment}, from ${first} to ${last}`)],
    ...labelled("on", `${kind.platform}${where}, by brownout ${kind.version}`, columns),
    ...(kind.machine === undefined ? [] : labelled("machine", machineInWords(kind.machine), columns)),
    [],
    ...layTable(COLUMNS, rowsOf(runs), columns),
  ];
  return printLines(lines, terminal);
}

function rowsOf(runs: Baseline["runs"]): Cell[][] {
  const signals = [...new Set(runs.flatMap(({ figures }) => Object.keys(figures)))];
  return signals.flatMap((signal) =>
    COMPARED_PHASES.flatMap((phase) =>
      FIGURES.flatMap((figure) => {
        const values = runs.flatMap(({ figures }) => figures[signal]?.[phase]?.[figure] ?? []);
        if (values.length === 0) return [];
        const spread = [Math.min(...values), median(values), Math.max(...values)].map((value) => write(figure, value));
        const cells = [signal, phaseInWords(phase), figureInWords(figure), ...spread, formatNumber(values.length)];
        return [cells.map((text) => line("plain", text))];
      }),
    ),
  );
}

function write(figure: Figure, value: number): string {
  return figure === "errorRate" ? formatShare(value) : formatMs(value);
}

/** Says what was saved, and what more it takes. */
export function savedInWords(name: string, { kind, runs }: Baseline, path: string): string[] {
  const { length } = runs;
  const { baseline, checked } = USUAL_RUNS;
  const saved = `baseline ${name}: ${length} ${length === 1 ? "run" : "runs"} of ${kind.experiment}, in ${path}`;
  const least = leastBaseline(checked);
  if (length >= least) return [saved];
  return [
    saved,
    `too few to check anything against: beside ${checked} checked runs ${least} are the least, and ${baseline} usual`,
  ];
}

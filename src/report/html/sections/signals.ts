import { measuredPhases } from "../../../judge/history/event.ts";
import type { ByPhase, RunResult, SignalStats } from "../../../judge/history/result.ts";
import type { Plan } from "../../../judge/plan/plan.ts";
import {
  answers,
  count,
  inFlight,
  latency,
  NO_FIGURE,
  NOT_MEASURED,
  percent,
  rate,
  reasons,
  times,
} from "../../terminal/figures.ts";
import { splitSignals } from "../../terminal/signal-kinds.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { section, table } from "../tables.ts";
import { connectionsPart } from "./connections.ts";

const FIGURES: readonly { readonly heading: string; readonly write: (stats: SignalStats) => string }[] = [
  { heading: "requests", write: ({ ended }) => count(ended) },
  { heading: "rate", write: ({ ratePerS }) => rate(ratePerS) },
  { heading: "errors", write: ({ errorRate }) => percent(errorRate) },
  { heading: "p50", write: ({ p50Ms }) => latency(p50Ms) },
  { heading: "p95", write: ({ p95Ms }) => latency(p95Ms) },
  { heading: "p99", write: ({ p99Ms }) => latency(p99Ms) },
  { heading: "in flight", write: inFlight },
  {
    heading: "calls/request",
    write: ({ amplification, uncounted }) => (uncounted === undefined ? times(amplification) : "not counted"),
  },
  { heading: "answers", write: ({ statuses }) => answers(statuses) },
  { heading: "failures", write: ({ errors }) => reasons(errors) || NO_FIGURE },
];

/** Figures of all loads, edges and services by phase. */
export function signalsSection(result: RunResult, plan: Plan): Markup {
  const { signals, services } = result;
  const { loads, edges } = splitSignals(signals);
  return section(
    "signals",
    "Figures by phase",
    figuresTable("Loads", loads),
    figuresTable("Edges: calls of one service to another", edges),
    connectionsPart(result, plan),
    html`<details><summary>Services: all that came in to each</summary>${figuresTable("Services", services)}</details>`,
  );
}

function figuresTable(caption: string, signals: Readonly<Record<string, ByPhase>>): Content {
  const rows = Object.entries(signals).flatMap(([name, phases]) =>
    measuredPhases.flatMap((phase): [Content, ...Content[]][] => {
      const stats = phases[phase];
      return stats === undefined ? [] : [[nameOf(name, stats), phase, ...FIGURES.map(({ write }) => write(stats))]];
    }),
  );
  if (rows.length === 0) return html`<p>${caption}: none was measured.</p>`;
  return table(caption, ["name", "phase", ...FIGURES.map(({ heading }) => heading)], rows);
}

function nameOf(name: string, { opaque }: SignalStats): string {
  return opaque === undefined ? name : `${name} (${NOT_MEASURED})`;
}

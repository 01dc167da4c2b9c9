import type { DayState } from "../../../judge/gameday/day-state.ts";
import { type MarkType, type Session, type SessionRun, sessionsOf, timelineRows } from "../../gameday/day-timeline.ts";
import { timeOfDay } from "../../gameday/report-words.ts";
import type { ReportedDay } from "../../gameday/reported-day.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { section, table } from "../tables.ts";

/** Units across a drawing, and room of a letter, about. */
const WIDTH = 1000;
const LETTER = 8.5;
const NARROWEST = 3;

export const TIMELINE_STYLE = `
.session { display: block; width: 100%; min-width: 44rem; max-width: 70rem; height: auto; font: 15px system-ui, sans-serif; }
.session text { fill: var(--text); }
.session .faint { fill: var(--faint); }
.session .axis { stroke: var(--grid); }
.session .run { fill: var(--phase); stroke: var(--faint); }
.session .pass { stroke: var(--good); stroke-width: 2; }
.session .fail, .session .aborted, .session .undo-incomplete { stroke: var(--bad); stroke-width: 2; }
.session .inconclusive { stroke: var(--limit); stroke-dasharray: 6 3; stroke-width: 2; }
.session .mark { fill: var(--accent); }
.session .finding { fill: var(--limit); }
.session .stop { fill: var(--bad); }
`;

/** The drawing of each mark, around a point. */
const MARKS: Readonly<Record<MarkType, { readonly name: string; readonly className: string; readonly path: string }>> =
  {
    noted: { name: "note", className: "mark", path: "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0" },
    "finding-filed": { name: "finding", className: "mark finding", path: "m0 -7l7 7l-7 7l-7 -7z" },
    "stop-asked": { name: "stop", className: "mark stop", path: "m-6 -6h12v12h-12z" },
  };

/** Everything that happened: drawn to scale, and then each event in words. */
export function timelineSection(day: ReportedDay): Markup {
  const { state } = day;
  const rows = timelineRows(day).map(({ atMs, by, text, isSetBack }): [Content, ...Content[]] => [
    html`<time datetime="${new Date(atMs).toISOString()}">${timeOfDay(atMs, state)}</time>`,
    by ?? "",
    html`<div class="told">${text}${isSetBack && html` <span class="warnings">(the clock was set back)</span>`}</div>`,
  ]);
  return section(
    "timeline",
    "Timeline",
    sessionsOf(day.events).map((session) => drawing(session, state)),
    html`<p class="note">Bars are runs, dots notes, diamonds findings, squares stops. Times are by the clocks of ${state.agreement.when.zone}.</p>`,
    table("What happened, in order", ["time", "who", "what"], rows),
  );
}

function drawing({ fromMs, toMs, runs, marks }: Session, state: DayState): Markup {
  const lengthMs = Math.max(1, toMs - fromMs);
  const x = (ms: number) => Math.round(((ms - fromMs) / lengthMs) * (WIDTH - 20)) + 10;
  const [from, to] = [timeOfDay(fromMs, state), timeOfDay(toMs, state)];
  const label = `From ${from} to ${to}: ${runs.length} runs, ${marks.length} notes, findings and stops; the table below says the same`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="From ${from} to ${to}"><svg class="session" viewBox="0 0 ${WIDTH} 104" role="img" aria-label="${label}">
${runs.map((run) => bar(run, x))}
<line class="axis" x1="10" x2="${WIDTH - 10}" y1="62" y2="62"/>
${marks.map(({ type, atMs, text }) => {
  const { name, className, path } = MARKS[type];
  return html`<path class="${className}" d="M${x(atMs)} 62${path}"><title>${name}, ${timeOfDay(atMs, state)}: ${text}</title></path>`;
})}
<text class="faint" x="10" y="96">${from}</text><text class="faint" x="${WIDTH - 10}" y="96" text-anchor="end">${to}</text>
</svg></div>
`;
}

function bar({ experiment, fromMs, toMs, verdict }: SessionRun, x: (ms: number) => number): Markup {
  const width = Math.max(NARROWEST, x(toMs) - x(fromMs));
  const words = `${experiment}: ${verdict?.replace("-", " ") ?? "no verdict"}`;
  const fits = experiment.length * LETTER < width - 12;
  return html`<g><title>${words}</title><rect class="run ${verdict}" x="${x(fromMs)}" y="10" width="${width}" height="32" rx="3"/>${
    fits ? html`<text x="${x(fromMs) + 6}" y="31">${experiment}</text>` : undefined
  }</g>`;
}

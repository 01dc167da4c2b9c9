import type { Conceal } from "../../files/experiment/concealer.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { exactTime } from "../explanation/exact-figures.ts";
import { explanationOf } from "../explanation/explanation.ts";
import type { ExplanationText } from "../explanation/section.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { documentOf } from "./page.ts";
import { STYLE } from "./style.ts";
import { points, section } from "./tables.ts";

/** Units across the timeline's drawing. */
const WIDTH = 1000;
const ROW_HEIGHT = 28;
/** Room of a letter, about. */
const LETTER = 9;

const PLAN_STYLE = `
.course { display: block; width: 100%; max-width: 60rem; height: auto; font: 16px system-ui, sans-serif; }
.course text { fill: var(--text); }
.course .phase { fill: var(--phase); stroke: var(--grid); }
.course .fault { fill: var(--fault); }
p, li { max-width: 46rem; }
`;

/**
 * A plan as a page of HTML, in one file that loads nothing and runs nothing: the timeline, and what a run would do in prose.
 * @param conceal takes out of a text what must not be shown
 */
export function renderPlanPage(plan: Plan, conceal: Conceal): string {
  const { name } = plan.experiment;
  const body = explanationOf(plan).map(({ heading, texts }, at) =>
    section(`part-${at + 1}`, heading, ...blocksOf(texts.map((text) => concealed(text, conceal)))),
  );
  return documentOf(
    { title: `plan of ${name} on ${plan.platform}`, style: `${STYLE}${PLAN_STYLE}` },
    html`<main>
<h1>${name}</h1>
${courseOf(plan)}
${body}</main>
`,
  );
}

function concealed(text: ExplanationText, conceal: Conceal): ExplanationText {
  return typeof text === "string" ? conceal(text) : { point: conceal(text.point) };
}

/** Paragraphs and lists: points that follow each other are of one list. */
function blocksOf(texts: readonly ExplanationText[]): readonly Content[] {
  return texts.flatMap((text, at): Content[] => {
    if (typeof text === "string") return [html`<p>${text}</p>\n`];
    if (typeof texts[at - 1] === "object") return [];
    const end = texts.findIndex((one, index) => index > at && typeof one === "string");
    const list = texts.slice(at, end < 0 ? texts.length : end);
    return [points(list.flatMap((one) => (typeof one === "string" ? [] : [one.point])))];
  });
}

/** The phases one after the other, as long as they are, and a bar for each fault. */
function courseOf({ experiment: { phases }, faults, totalMs }: Plan): Markup {
  const x = (ms: number) => Math.round((ms / totalMs) * WIDTH);
  const lengths = {
    "warm-up": phases.warmUpMs,
    baseline: phases.baselineMs,
    fault: phases.faultMs,
    recovery: phases.recoveryMs,
  };
  const faultAtMs = phases.warmUpMs + phases.baselineMs;
  let fromMs = 0;
  const drawn = Object.entries(lengths).map(([name, lengthMs]) => {
    const [left, width] = [x(fromMs), x(fromMs + lengthMs) - x(fromMs)];
    const title = html`<title>${name}: ${exactTime(lengthMs)}, from ${exactTime(fromMs)} on</title>`;
    fromMs += lengthMs;
    const label = name.length * LETTER < width ? html`<text x="${left + 6}" y="20">${name}</text>` : undefined;
    return lengthMs === 0
      ? undefined
      : html`<g>${title}<rect class="phase" x="${left}" y="0" width="${width}" height="${ROW_HEIGHT}"/>${label}</g>`;
  });
  const bars = faults.map(({ id, startMs, durationMs }, at) => {
    const [left, y] = [x(faultAtMs + startMs), ROW_HEIGHT * (at + 1) + 6];
    const width = Math.max(2, x(faultAtMs + startMs + durationMs) - left);
    const before = left > id.length * LETTER;
    const label = html`<text x="${before ? left - 6 : left + width + 6}" y="${y + 14}" text-anchor="${before ? "end" : "start"}">${id}</text>`;
    return html`<rect class="fault" x="${left}" y="${y}" width="${width}" height="16"/>${label}`;
  });
  const height = ROW_HEIGHT * (faults.length + 1) + 4;
  return html`<svg class="course" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="The phases of a run and the faults in them; the text below says the same">${drawn}${bars}</svg>`;
}

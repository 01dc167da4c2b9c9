import { budgetInWords, heldInWords, STANDINGS, standingNote, troubles } from "../../gameday/report-words.ts";
import type { LinkTo, ReportedDay } from "../../gameday/reported-day.ts";
import { html, type Markup } from "../markup.ts";
import { documentOf } from "../page.ts";
import { STYLE } from "../style.ts";
import { listSection } from "../tables.ts";
import { findingsSection } from "./findings.ts";
import { overviewSection } from "./overview.ts";
import { peopleSection } from "./people.ts";
import { stepSection } from "./step.ts";
import { TIMELINE_STYLE, timelineSection } from "./timeline.ts";

const DAY_STYLE = `
.day { border-left: .5rem solid var(--mark); padding-left: 1rem; --mark: #57606a; }
.day.over { --mark: #0550ae; }
.day.cut-off { --mark: #a40e26; }
.day h1 { font-size: 1.6rem; line-height: 1.25; }
.step .verdict { margin: 1rem 0; }
.step .headline { font-size: 1.15rem; }
.words { white-space: pre-line; max-width: 60rem; }
.told { min-width: 15rem; white-space: pre-line; overflow-wrap: anywhere; }
.day .meta { margin: .25rem 0; }
blockquote { margin: .5rem 0; padding-left: 1rem; border-left: 3px solid var(--grid); }
@media (max-width: 40rem) { .told { display: inline; } }
`;

/** A game day as a page of HTML, in one file that loads nothing and runs nothing. */
export function renderDayPage(day: ReportedDay, linkTo: LinkTo): string {
  const { state } = day;
  const { title, wayBack } = state.agreement;
  const body = [
    head(day),
    overviewSection(day),
    state.steps.map((step, at) => stepSection(step, at + 1, day, linkTo)),
    findingsSection(state.findings),
    timelineSection(day),
    peopleSection(state),
    listSection("budget", "Error budget", budgetInWords(state)),
    listSection("checks", "Checks of the day that weren't ok", troubles(state.checks)),
    listSection(
      "way-back",
      "Way back, as agreed",
      wayBack.map((step) => html`<code>${step}</code>`),
    ),
  ];
  return documentOf(
    { title: `${title}: ${day.day}`, style: `${STYLE}${DAY_STYLE}${TIMELINE_STYLE}` },
    html`<a class="skip" href="#main">To the report</a>
<main id="main">
${body}</main>
`,
  );
}

function head(day: ReportedDay): Markup {
  const { standing, state } = day;
  const { title, name, path, environment } = state.agreement;
  const note = standingNote(day);
  return html`<header class="day ${standing}">
<p class="badge">${STANDINGS[standing].toUpperCase()}</p>
<h1>${title}</h1>
${heldInWords(state).map((line) => html`<p class="meta">${line}</p>`)}
<p class="meta">${name} in ${environment}, as <code>${path}</code> said when it began; kept as ${day.day}</p>
${note && html`<p><strong>${note}</strong></p>`}
</header>
`;
}

import { severities } from "../../files/gameday/finding.ts";
import type { DayTrend } from "../../judge/gameday/trend.ts";
import type { TrendDocument } from "../gameday/trend-document.ts";
import {
  boringNote,
  marginNotes,
  marginOn,
  recordInWords,
  runsInWords,
  shownDays,
  standingInWords,
  suggestionInWords,
} from "../gameday/trend-words.ts";
import { NO_FIGURE } from "../terminal/figures.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { documentOf } from "./page.ts";
import { STYLE } from "./style.ts";
import { listSection, points, section, table } from "./tables.ts";

/** Days that have a column of their own: the table scrolls. */
const DAYS_SHOWN = 26;

type Row = [Content, ...Content[]];

/** The days of each game day as a page of HTML, in one file that loads nothing and runs nothing. */
export function renderTrendPage({ times, gamedays, strays, unread }: TrendDocument): string {
  const body = [
    gamedays.map((trend) => trendSections(trend, times)),
    listSection(
      "strays",
      "Findings in no day's journal that could be read",
      strays.map((file) => html`<code>${file}</code>`),
    ),
    listSection(
      "unread",
      "Not read",
      unread.map(({ path, why }) => html`<code>${path}</code>: ${why}`),
    ),
  ];
  const title = `Game days: ${gamedays.map(({ name }) => name).join(", ")}`;
  return documentOf(
    { title, style: STYLE },
    html`<a class="skip" href="#main">To the trend</a>
<main id="main">
<h1>${title}</h1>
${body}</main>
`,
  );
}

function trendSections(trend: DayTrend, times: number): Markup {
  const { name, title, days, experiments, suggestions } = trend;
  const { shown, older } = shownDays(days, DAYS_SHOWN);
  const records = experiments.map(
    (record): Row => [
      record.experiment,
      record.counted,
      record.inconclusive,
      record.isBoring ? html`<strong>${recordInWords(record)}</strong>` : recordInWords(record),
    ],
  );
  return section(
    `of-${name}`,
    title,
    daysTable(trend),
    marginTable(trend, shown),
    marginNotes(trend, older).map((note) => html`<p class="note">${note}</p>`),
    table(`Experiments of ${name}`, ["experiment", "runs that count", "inconclusive", "so far"], records),
    html`<p class="note">${boringNote(times)}</p>
<h3>What to try next</h3>`,
    points(
      suggestions.map(suggestionInWords).map(({ what, why }) => html`${what}; <span class="meta">${why}</span>`),
    ) ?? html`<p>Nothing follows from what was seen so far.</p>`,
  );
}

function daysTable({ name, days }: DayTrend): Markup {
  const levels = severities.toReversed();
  const rows = days.map(
    (figures): Row => [
      figures.day,
      standingInWords(figures),
      runsInWords(figures),
      ...levels.map((severity) => figures.filed[severity]),
      figures.open,
      figures.closed,
      figures.unknown,
    ],
  );
  const headings = ["day", "is", "runs", ...levels, "still open", "closed", "unknown"];
  return table(`Days of ${name}, and the findings that were filed on them`, headings, rows);
}

function marginTable({ name, margins }: DayTrend, days: ReturnType<typeof shownDays>["shown"]): Content {
  if (margins.length === 0) return undefined;
  const rows = margins.map(
    (series): Row => [
      html`<code>${series.text}</code>`,
      [series.experiment, ...series.on].join(", "),
      ...days.map(({ day }) => {
        const margin = marginOn(series, day);
        return margin?.isBeyond ? html`<span class="bad">${margin.text}</span>` : (margin?.text ?? NO_FIGURE);
      }),
    ],
  );
  const headings = ["expectation", "experiment, and where", ...days.map(({ label }) => label)];
  return table(`Margins of ${name}`, headings, rows);
}

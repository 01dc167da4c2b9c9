import { severities } from "../../files/gameday/finding.ts";
import type { DayTrend } from "../../judge/gameday/trend.ts";
import { code, plainText, table } from "../formats/markdown-text.ts";
import { NO_FIGURE } from "../terminal/figures.ts";
import { joined, points, titled } from "./markdown-parts.ts";
import type { TrendDocument } from "./trend-document.ts";
import {
  boringNote,
  marginNotes,
  marginOn,
  recordInWords,
  runsInWords,
  shownDays,
  standingInWords,
  suggestionInWords,
} from "./trend-words.ts";

/** Days that have a column of their own. */
const DAYS_SHOWN = 8;

/** The days of each game day in GitHub's and GitLab's Markdown. */
export function renderTrendMarkdown({ times, gamedays, strays, unread }: TrendDocument): string {
  return joined([
    ...gamedays.flatMap((trend) => trendParts(trend, times)),
    titled("Findings in no day's journal that could be read", points(strays.map(code))),
    titled("Not read", points(unread.map(({ path, why }) => `${code(path)}: ${plainText(why)}`))),
  ]);
}

function trendParts(trend: DayTrend, times: number): readonly string[] {
  const { title, name, suggestions } = trend;
  const { shown, older } = shownDays(trend.days, DAYS_SHOWN);
  const margins = trend.margins.map((series) => [
    code(series.text),
    [series.experiment, ...series.on].map(plainText).join(", "),
    ...shown.map(({ day }) => marginOn(series, day)?.text ?? NO_FIGURE),
  ]);
  const records = trend.experiments.map((record) => [
    code(record.experiment),
    `${record.counted}`,
    `${record.inconclusive}`,
    plainText(recordInWords(record)),
  ]);
  const labels = shown.map(({ label }) => label);
  return [
    `# ${plainText(title)} (${plainText(name)})`,
    daysTable(trend),
    margins.length === 0 ? "" : table(["expectation", "experiment, and where", ...labels], margins),
    marginNotes(trend, older).map(plainText).join(" "),
    records.length === 0 ? "" : table(["experiment", "runs", "inconclusive", "so far"], records),
    plainText(boringNote(times)),
    titled(
      "What to try next",
      points(suggestions.map(suggestionInWords).map(({ what, why }) => `${plainText(what)}; ${plainText(why)}`)),
    ),
  ];
}

function daysTable({ days }: DayTrend): string {
  const levels = severities.toReversed();
  const rows = days.map((figures) => [
    code(figures.day),
    standingInWords(figures),
    plainText(runsInWords(figures)),
    ...levels.map((severity) => `${figures.filed[severity]}`),
    `${figures.open}`,
    `${figures.closed}`,
    `${figures.unknown}`,
  ]);
  return table(["day", "is", "runs", ...levels, "still open", "closed", "unknown"], rows);
}

import { basename } from "node:path";
import { type FindingStatus, type Severity, severities } from "../../files/gameday/finding.ts";
import { clockTime, dateOf } from "../calendar/occurrences.ts";
import { type ExperimentRecord, recordOf } from "./boring.ts";
import type { DayStanding } from "./day-standing.ts";
import type { DayState } from "./day-state.ts";
import { type MarginSeries, marginsOf } from "./margins.ts";
import { type Suggestion, suggest, type TypesBeside } from "./suggest.ts";
import { provesSomething, type Trial } from "./trial.ts";

/** A game day with its runs. */
export interface TrendedDay {
  /** Name of its folder. */
  readonly day: string;
  readonly standing: DayStanding;
  readonly state: DayState;
  readonly trials: readonly Trial[];
}

/** A finding's file as it is now. */
export interface FindingNow {
  /** Its name: `2026-12-01-1.md`. */
  readonly file: string;
  /** Name of the day's folder. */
  readonly gameday: string;
  readonly status: FindingStatus;
}

/** A game day in figures. */
export interface DayFigures {
  readonly day: string;
  /** On which it began, by the clocks of its zone: `2026-12-01`. */
  readonly date: string;
  readonly standing: DayStanding;
  /** Runs that came to an end, those of them that proved something, and those whose journals can't be read. */
  readonly runs: number;
  readonly proved: number;
  readonly lost: readonly string[];
  /** Findings that were filed on the day, by their severity then. */
  readonly filed: Readonly<Record<Severity, number>>;
  /** By what their files say now; unknown where a file isn't there, or can't be read. */
  readonly open: number;
  readonly closed: number;
  readonly unknown: number;
}

/** All days of one game day, by its name. */
export interface DayTrend {
  readonly name: string;
  readonly title: string;
  /** In the order in which they began. */
  readonly days: readonly DayFigures[];
  readonly experiments: readonly ExperimentRecord[];
  readonly margins: readonly MarginSeries[];
  readonly suggestions: readonly Suggestion[];
}

export interface TrendOptions {
  /** Number of passes from which on an experiment can be boring. */
  readonly times: number;
  readonly typesBeside: TypesBeside;
}

/** Puts the days of each game day beside each other, game days in the order of their first. Nothing is said of where that leads. */
export function trendsOf(
  days: readonly TrendedDay[],
  findings: readonly FindingNow[],
  options: TrendOptions,
): readonly DayTrend[] {
  const statuses = new Map(findings.map((finding) => [keyOf(finding), finding.status]));
  // A stable sort: days of one moment stay in the order of their folders.
  const inOrder = days.toSorted((one, other) => one.state.began.atMs - other.state.began.atMs);
  const groups = Map.groupBy(inOrder, ({ state }) => state.agreement.name);
  return [...groups.values()].map((group) => trendOf(group, statuses, options));
}

function trendOf(
  days: readonly TrendedDay[],
  statuses: ReadonlyMap<string, FindingStatus>,
  { times, typesBeside }: TrendOptions,
): DayTrend {
  const newest = days.at(-1)?.state.agreement;
  const trials = days.flatMap((day) => day.trials);
  const experiments = [...Map.groupBy(trials, ({ experiment }) => experiment)].map(([name, of]) =>
    recordOf(name, of, times),
  );
  return {
    name: newest?.name ?? "",
    title: newest?.title ?? "",
    days: days.map((day) => figuresOf(day, statuses)),
    experiments,
    margins: marginsOf(trials),
    suggestions: suggest(trials, experiments, typesBeside),
  };
}

function figuresOf(
  { day, standing, state, trials }: TrendedDay,
  statuses: ReadonlyMap<string, FindingStatus>,
): DayFigures {
  const { began, agreement, findings } = state;
  const count = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  const now = findings.map(({ file }) => statuses.get(keyOf({ gameday: day, file })));
  return {
    day,
    date: dateOf(clockTime(began.atMs, agreement.when.zone)),
    standing,
    runs: trials.length,
    proved: trials.filter(provesSomething).length,
    lost: trials.filter(({ record }) => record === undefined).map(({ run }) => run),
    filed: Object.fromEntries(severities.map((severity) => [severity, count(severity)])) as Record<Severity, number>,
    open: now.filter((status) => status === "open").length,
    closed: now.filter((status) => status === "closed").length,
    unknown: now.filter((status) => status === undefined).length,
  };
}

/** Files of findings that no day's journal has. */
export function strayFindings(days: readonly TrendedDay[], findings: readonly FindingNow[]): readonly string[] {
  const filed = new Set(
    days.flatMap(({ day, state }) => state.findings.map(({ file }) => keyOf({ gameday: day, file }))),
  );
  return findings.filter((finding) => !filed.has(keyOf(finding))).map(({ file }) => file);
}

/** Journals have a path, and a folder's list the name alone. */
function keyOf({ gameday, file }: Pick<FindingNow, "gameday" | "file">): string {
  return `${gameday}/${basename(file)}`;
}

import type { DayTrend } from "../../judge/gameday/trend.ts";
import { sixDigits } from "../six-digits.ts";

/** Version of the document: it rises when a field goes away or comes to mean something else, and not when one is added. */
const TREND_FORMAT = 1;

/** All days of a folder, by their game days. */
export interface TrendDocument {
  /** Number of passes from which on an experiment can be called boring. */
  readonly times: number;
  readonly gamedays: readonly DayTrend[];
  /** Files of findings that no day's journal has. */
  readonly strays: readonly string[];
  /** Days, runs and findings that couldn't be read, and why. */
  readonly unread: readonly Unread[];
}

export interface Unread {
  readonly path: string;
  readonly why: string;
}

/** The document as JSON, its measured numbers to six digits. */
export function renderTrendJson(document: TrendDocument): string {
  return JSON.stringify({ formatVersion: TREND_FORMAT, ...document }, sixDigits, 2);
}

/** A validated game day: what people agreed on, but for the experiments themselves. */
export interface Gameday {
  /** The file, as it was named. */
  readonly path: string;
  /** Lower-case words with dashes. */
  readonly name: string;
  readonly title: string;
  readonly when: When;
  /** From its beginning to its end. */
  readonly lastsMs: number;
  readonly participants: Participants;
  readonly environment: Environment;
  /** In the order in which they are run. */
  readonly experiments: readonly PlannedExperiment[];
  /** Steps out of trouble that brownout's own undo doesn't end, in order. */
  readonly wayBack: readonly string[];
  readonly budget?: BudgetSpec;
}

/** Wall-clock times in a time zone: one, or one every so many weeks. */
export interface When {
  /** Date of the first, or only, one: `2026-12-01`. */
  readonly first: string;
  /** Time of day, to the minute: `10:00`. */
  readonly time: string;
  /** IANA name, as the time zone database spells it. */
  readonly zone: string;
  /** From 1; none where there is one day only. */
  readonly everyWeeks?: number;
}

/** People by name. */
export interface Participants {
  readonly leader: string;
  readonly scribe: string;
  readonly observers: readonly string[];
}

export const platforms = ["local", "compose", "kubernetes", "external"] as const;

export type Environment =
  | { readonly is: "staging"; readonly on?: (typeof platforms)[number] }
  | ({ readonly is: "production"; readonly on?: (typeof platforms)[number] } & ProductionGuard);

/** Conditions without which nothing is run in production. */
export interface ProductionGuard {
  readonly approver: string;
  /** The hours of low traffic, in the day's time zone. */
  readonly window: TimeWindow;
  /** Services that may see the faults of one experiment, at most. */
  readonly maxServices: number;
  readonly rate: LiveRate;
}

/** Hours of a day, by the minutes since midnight; past midnight where it ends before it begins. Never all day. */
export interface TimeWindow {
  readonly fromMin: number;
  readonly toMin: number;
}

/** A number from Prometheus, and the limit that it must be below. */
export interface LiveRate {
  readonly url: string;
  readonly query: string;
  readonly belowPerS: number;
}

export interface PlannedExperiment {
  /** Path as the file has it, from the file's folder. */
  readonly run: string;
  /** A statement of what will be seen, in words. */
  readonly hypothesis: string;
}

export interface BudgetSpec {
  /** Share of requests that must succeed, above 0 and below 1. */
  readonly slo: number;
  readonly windowDays: number;
  readonly spent: SpentSource;
  readonly exceed?: BudgetException;
}

/** The place where it stands how many requests there were in the window, and how many of them failed. */
export type SpentSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "prometheus"; readonly url: string; readonly requests: string; readonly failed: string };

/** A written reason to plan more on one day than is left. */
export interface BudgetException {
  /** The date of that day in its time zone: `2026-12-15`. */
  readonly on: string;
  readonly because: string;
}

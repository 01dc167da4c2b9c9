export const severities = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

export const findingStatuses = ["open", "closed"] as const;
export type FindingStatus = (typeof findingStatuses)[number];

/** A finding of a game day, as its file has it. */
export interface Finding {
  readonly title: string;
  readonly severity: Severity;
  readonly owner: string;
  /** Name of the experiment that it came from. */
  readonly experiment: string;
  /** Name of the run that it was seen in; none where no run was made. */
  readonly run?: string;
  /** `open` when it is filed; people write `closed` into the file. */
  readonly status: FindingStatus;
  /** Name of the game day's folder: `2026-12-01-checkout-game-day`. */
  readonly gameday: string;
  /** Markdown. */
  readonly text: string;
}

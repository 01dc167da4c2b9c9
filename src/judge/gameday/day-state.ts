import type { DayAgreement, DayCheck, DayEventOf, FiledFinding, Person } from "./day-event.ts";

/** One experiment of a day, as far as it has come. */
export interface DayStep {
  readonly experiment: string;
  readonly checks: readonly DayCheck[];
  /** The last decision; none before there was one. */
  readonly decision?: DayEventOf<"decided">;
  /** Runs in their order: a go may be given again after one that proved nothing. */
  readonly runs: readonly DayRun[];
  readonly learned: readonly DayEventOf<"learned">[];
  readonly isReviewed: boolean;
}

/** A run of a day. */
export interface DayRun {
  /** None where no run came of the go. */
  readonly run?: string;
  readonly beganAtMs: number;
  readonly end?: DayEventOf<"run-ended"> | DayEventOf<"run-failed">;
}

/** The thing that a game day waits for, or does. */
export type DayStage =
  | { readonly kind: "gathering" }
  | { readonly kind: "deciding"; readonly experiment: string }
  | { readonly kind: "running"; readonly experiment: string; readonly run?: string }
  | { readonly kind: "reviewing"; readonly experiment: string }
  /** All experiments are through; the leader ends the day. */
  | { readonly kind: "closing" }
  | { readonly kind: "over" };

/** A game day as its events tell it; a report needs no more than this and the runs' own journals. */
export interface DayState {
  readonly began: DayEventOf<"day-began">;
  readonly agreement: DayAgreement;
  /** People who are there now. */
  readonly present: readonly Person[];
  /** All who were there at any time. */
  readonly attended: readonly Person[];
  /** Those of the day itself. */
  readonly checks: readonly DayCheck[];
  /** In the order of the file. */
  readonly steps: readonly DayStep[];
  readonly notes: readonly DayEventOf<"noted">[];
  readonly stops: readonly DayEventOf<"stop-asked">[];
  readonly findings: readonly FiledFinding[];
  /** Set between leaving and coming back. */
  readonly isLeft: boolean;
  readonly stage: DayStage;
  readonly lastAtMs: number;
  readonly ended?: DayEventOf<"day-ended">;
}

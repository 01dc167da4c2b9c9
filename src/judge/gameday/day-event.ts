import type { Severity } from "../../files/gameday/finding.ts";
import type { PlannedExperiment } from "../../files/gameday/gameday.ts";
import type { Spent } from "../budget/error-budget.ts";
import type { Occurrence } from "../calendar/occurrences.ts";
import type { Verdict } from "../history/result.ts";

/** Parts that people have in a game day. */
export const roles = ["leader", "scribe", "observer"] as const;
export type Role = (typeof roles)[number];

/** Somebody who takes part. */
export interface Person {
  readonly name: string;
  readonly role: Role;
}

/** Something that was looked at before a game day, or one of its experiments, may begin. */
export interface DayCheck {
  /** A few words: `plan of pricing-slow`. */
  readonly what: string;
  readonly outcome: "ok" | "warning" | "refused";
  /** Words on what was seen, and where it isn't ok on what to do. */
  readonly detail: string;
}

/** An experiment of the day as it was agreed on before: nobody changes what was expected afterwards. */
export interface DayExperiment extends PlannedExperiment {
  /** The experiment's own name; no two of a day have the same. */
  readonly name: string;
  readonly title: string;
  /** Of all its phases. */
  readonly lengthMs: number;
}

/** A game day as its file said when it began. */
export interface DayAgreement {
  /** The game day's name, and what people read. */
  readonly name: string;
  readonly title: string;
  /** The file's path as it was named, and the SHA-256 of its text in hex. */
  readonly path: string;
  readonly digest: string;
  readonly when: Occurrence;
  /** The leader first, then the scribe, then observers, as the file names them. */
  readonly participants: readonly Person[];
  readonly environment: "staging" | "production";
  readonly experiments: readonly DayExperiment[];
  readonly wayBack: readonly string[];
  /** Requests: those that may still fail, those that the plan could fail at worst, and why more than is left is planned where it is. */
  readonly budget?: {
    readonly slo: number;
    readonly left: number;
    readonly planned: number;
    readonly exceededBecause?: string;
  };
}

/** A finding as it was filed; its text is in its file. */
export interface FiledFinding {
  /** Path of its file, from the game day's file's folder: `findings/2026-12-01-1.md`. */
  readonly file: string;
  /** SHA-256 of the file as it was filed. */
  readonly digest: string;
  readonly title: string;
  readonly severity: Severity;
  readonly owner: string;
  /** Name of the experiment that it came from. */
  readonly experiment: string;
  readonly run?: string;
}

/** A thing that happened on a game day. `atMs` is wall-clock time since the Unix epoch; `by` names a person who is there, or was. */
export type DayEvent = { readonly atMs: number } & (
  | { readonly type: "day-began"; readonly by: string; readonly day: DayAgreement }
  | { readonly type: "came"; readonly person: Person }
  | { readonly type: "went"; readonly person: Person }
  /** Of the day, or of one experiment when its turn came. */
  | { readonly type: "checked"; readonly experiment?: string; readonly checks: readonly DayCheck[] }
  | {
      readonly type: "decided";
      readonly experiment: string;
      readonly go: boolean;
      readonly by: string;
      readonly why?: string;
    }
  | { readonly type: "run-began"; readonly experiment: string; readonly run: string }
  | {
      readonly type: "run-ended";
      readonly experiment: string;
      readonly run: string;
      readonly verdict: Verdict;
      readonly exitCode: number;
      /** The verdict in a sentence, as reports have it. */
      readonly headline: string;
    }
  /** No run came of a go, or the day was cut off in the midst of one and its end was looked up afterwards. */
  | { readonly type: "run-failed"; readonly experiment: string; readonly run?: string; readonly why: string }
  | {
      readonly type: "noted";
      readonly by: string;
      readonly text: string;
      readonly experiment?: string;
      readonly run?: string;
    }
  | { readonly type: "stop-asked"; readonly by: string; readonly run: string }
  | { readonly type: "learned"; readonly experiment: string; readonly by: string; readonly text: string }
  | { readonly type: "finding-filed"; readonly by: string; readonly finding: FiledFinding }
  /** The experiment is through; the next one's turn comes. */
  | { readonly type: "reviewed"; readonly experiment: string; readonly by: string }
  /** Left, to be taken up again. */
  | { readonly type: "left"; readonly why: string }
  | { readonly type: "resumed"; readonly by: string }
  | {
      readonly type: "day-ended";
      readonly by: string;
      /** Requests that failed in the day's runs, of all that were made; none where the day has no budget. */
      readonly spent?: Spent;
    }
);

/** An event of a type, or of several. */
export type DayEventOf<Type extends DayEvent["type"]> = Extract<DayEvent, { type: Type }>;

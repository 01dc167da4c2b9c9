import type { Criterion } from "../experiment/criterion.ts";
import type { Experiment } from "../experiment/experiment.ts";
import type { Edge } from "../graph/graph.ts";

/** A documented outage, and the experiments that replay it. */
export interface Incident {
  /** Lower-case words with dashes. */
  readonly name: string;
  readonly title: string;
  /** The document that it is from. */
  readonly source: string;
  /** In the order of the file. */
  readonly variants: readonly IncidentVariant[];
}

/** One system of an incident: as it was, or with what would have saved it. */
export interface IncidentVariant {
  readonly name: string;
  /** File of the experiment, from where the command was started. */
  readonly path: string;
  /** Variables of the experiment, by name. */
  readonly vars: Readonly<Record<string, string>>;
  readonly experiment: Experiment;
  readonly claims: readonly Claim[];
}

/** A statement of the document about what happens, which a run of the variant bears out or doesn't. */
export interface Claim {
  readonly text: string;
  /** The part of the document where it stands; none for what only follows from it. */
  readonly place?: string;
  readonly says: ClaimedFact;
}

/**
 * - `measured`: a criterion holds over a whole phase.
 * - `sometime`, `never`: it holds at some time of the fault phase, or at none, once the first fault is in.
 * - `stage`: it holds at some time of it, and first held after the stages before it did.
 * - `ends`: the run's verdict.
 * - `origin`: the edge that the report names as where the trouble began.
 * - `hurt`: the services that the report names as hurt, in any order.
 * - `many-hurt`: how many it names at least.
 * - `remedied`: whether steady state was back after a remedy, before the next one.
 * - `waits`: how many calls of a service the report says wait for one thing, at least.
 */
export type ClaimedFact =
  | { readonly kind: "measured"; readonly phase: MeasuredPhase; readonly criterion: Criterion }
  | { readonly kind: "sometime" | "never"; readonly criterion: Criterion }
  | ClaimedStage
  | { readonly kind: "ends"; readonly verdict: ClaimedVerdict }
  | { readonly kind: "origin"; readonly edge: Edge }
  | { readonly kind: "hurt"; readonly services: readonly string[] }
  | { readonly kind: "many-hurt"; readonly atLeast: number }
  | ClaimedRemedy
  | ClaimedWaiting;

export type MeasuredPhase = "baseline" | "fault" | "recovery";

export interface ClaimedStage {
  readonly kind: "stage";
  readonly name: string;
  readonly criterion: Criterion;
  /** The time of the document, from the incident's beginning, in ms; none where it says none. */
  readonly atMs?: number;
}

export interface ClaimedRemedy {
  readonly kind: "remedied";
  /** Its id in the experiment; `undo` for the time before the first. */
  readonly step: string;
  readonly recovers: boolean;
}

export interface ClaimedWaiting {
  readonly kind: "waits";
  readonly service: string;
  /** The thing waited for, in the service's words: `GET pricing/price`. */
  readonly on: string;
  readonly atLeast: number;
}

export const claimedVerdicts = ["pass", "fail", "aborted"] as const;
type ClaimedVerdict = (typeof claimedVerdicts)[number];

/** The criterion that a fact is about; undefined for one that the run's result tells. */
export function criterionOf(fact: ClaimedFact): Criterion | undefined {
  return "criterion" in fact ? fact.criterion : undefined;
}

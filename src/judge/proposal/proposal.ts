import type { CriterionRole } from "../history/event.ts";

/** A criterion that was measured, and why it says what it says. */
export interface ProposedCriterion {
  readonly role: CriterionRole;
  /** As a file has it: `visitors.p95 < 72ms`. */
  readonly text: string;
  /** One line: `p95 was 41 to 48 ms over 15 windows of 1 s; 1.5 x the highest`. */
  readonly why: string;
}

/** Criteria for one figure of a load, or why there are none. */
export type Proposal =
  | { readonly criteria: readonly ProposedCriterion[] /** Windows that they rest on. */; readonly windows: number }
  | { /** A sentence that begins with the figure: `p95: …`. */ readonly nothing: string };

/** A load as far as proposals are about it. */
export interface ProposalLoad {
  readonly name: string;
  readonly ratePerS: number;
  /** Time after which a request of it counts as failed. */
  readonly timeoutMs: number;
  /** Length of the phase over which steady state will be judged. */
  readonly baselineMs: number;
}

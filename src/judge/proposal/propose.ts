import type { Proposal, ProposalLoad } from "./proposal.ts";
import { proposeErrorRate } from "./propose-error-rate.ts";
import { proposeLatency } from "./propose-latency.ts";
import type { Measurement } from "./usable-windows.ts";

/**
 * Proposes criteria of what a load showed without a fault: limits that a later baseline of the same system holds, and what
 * may become of them with a fault. Where the system wasn't steady, or too little was seen of it, nothing is proposed.
 */
export function propose(load: ProposalLoad, measurement: Measurement): readonly Proposal[] {
  return [proposeErrorRate(load, measurement), ...proposeLatency(load, measurement)];
}

/** Says how sure limits are that rest on so many windows: what ranks say of the next one, whatever their distribution. */
export function rankWords(windows: number): string {
  return `of windows alike, one in ${windows + 1} is above the highest of ${windows} (by ranks); the margins come on top`;
}

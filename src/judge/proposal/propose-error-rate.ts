import { formatMs, formatNumber, formatShare } from "../criteria/format.ts";
import { FEWEST_SAMPLES } from "../criteria/judgement.ts";
import { errorRateSamples } from "../criteria/metrics/error-rate.ts";
import { wilson } from "../measure/wilson.ts";
import type { Proposal, ProposalLoad } from "./proposal.ts";
import { type Measurement, usableWindows } from "./usable-windows.ts";

/** Limits that people write, from the strictest. */
const LIMITS = [0.01, 0.02, 0.05, 0.1] as const;
/** In so many requests one failure is a hundredth. */
const WINDOW_SAMPLES = 100;
/** The distance of a limit from the highest that was measured. */
const TIMES = 1.5;
/** So many of the requests of a phase there surely are, though arrivals don't come evenly. */
const SURE_SHARE = 0.8;
const ABORT = { limit: 0.5, overMs: 5000 } as const;

/** The strictest limit of an error rate that so many requests can tell it from; undefined where they are too few for any. */
export function strictestErrorRate(requests: number, least = 0): number | undefined {
  return LIMITS.find((limit) => limit >= least && errorRateSamples(limit) <= requests * SURE_SHARE);
}

/** Proposes what of a load's requests may fail: in steady state, and with the fault, as much as without one. */
export function proposeErrorRate(load: ProposalLoad, measurement: Measurement): Proposal {
  const usable = usableWindows(measurement, WINDOW_SAMPLES);
  if ("why" in usable) return { nothing: `error rate: ${usable.why}` };
  const { windows, words } = usable;
  const [ended, failed] = [sumOf(windows, "ended"), sumOf(windows, "failed")];
  const shares = windows.map((window) => (window.ended === 0 ? 1 : window.failed / window.ended));
  const highest = Math.max(...shares);
  const requests = (load.ratePerS * load.baselineMs) / 1000;
  const limit = strictestErrorRate(requests, Math.max(TIMES * highest, wilson(failed, ended).high));
  const range = `${formatShare(Math.min(...shares))} to ${formatShare(highest)} of the requests failed over ${words}`;
  if (limit === undefined) return { nothing: `error rate: ${whyNone(range, failed, requests, load)}` };
  const seen = failed === 0 ? `none of ${formatNumber(ended)} requests failed over ${words}` : range;
  const margin =
    strictestErrorRate(requests) === limit
      ? `the least that ${phaseWords(load)} can tell`
      : `${TIMES} x the highest, and what ${phaseWords(load)} can tell`;
  const written = `${load.name}.error_rate < ${limit * 100}%`;
  return {
    windows: windows.length,
    criteria: [
      { role: "steady-state", text: written, why: `${seen}; ${margin}` },
      ...abortOf(load),
      { role: "expect", text: written, why: "as without a fault: nobody notices" },
    ],
  };
}

function abortOf({ name, ratePerS }: ProposalLoad) {
  if ((ratePerS * ABORT.overMs) / 1000 < FEWEST_SAMPLES) return [];
  const text = `${name}.error_rate > ${ABORT.limit * 100}% over ${ABORT.overMs / 1000}s`;
  return [{ role: "abort", text, why: "far beyond what is usual; more of it teaches nothing" } as const];
}

function whyNone(range: string, failed: number, requests: number, load: ProposalLoad): string {
  if (strictestErrorRate(requests) === undefined) {
    return `${phaseWords(load)} has too few requests to tell any; give it a longer baseline, or a higher rate`;
  }
  return `${range}${failed === 0 ? "" : " without any fault; find out why before you put one in"}`;
}

function phaseWords({ baselineMs, ratePerS }: ProposalLoad): string {
  return `a baseline of ${formatMs(baselineMs)} at ${formatNumber(ratePerS)}/s`;
}

function sumOf(
  windows: readonly { readonly ended: number; readonly failed: number }[],
  key: "ended" | "failed",
): number {
  return windows.reduce((sum, window) => sum + window[key], 0);
}

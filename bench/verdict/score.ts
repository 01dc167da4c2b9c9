import type { RunResult } from "../../src/judge/history/result.ts";
import type { Scenario } from "./scenario.ts";

export const CONCLUSIONS = ["verdict", "degraded", "hurt", "origin", "recovered", "metastable"] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];
export type Outcome = "right" | "false" | "unknown";

/** The right conclusions, were everything known. */
export interface Truth {
  readonly passes: boolean;
  readonly degraded: readonly string[];
  readonly hurt: readonly string[];
  /** An edge, `checkout itself`, `not-measured`, or null where nothing degrades. */
  readonly origin: string | null;
  readonly recovers: boolean;
  readonly isMetastable: boolean;
}

const CALLERS: Readonly<Record<string, readonly string[]>> = {
  gateway: ["shoppers"],
  orders: ["history"],
  checkout: ["gateway -> checkout", "orders -> checkout"],
  pricing: ["checkout -> pricing"],
  inventory: ["checkout -> inventory"],
};

/** The truth of a scenario in a system that is well otherwise. */
export function truthOf({ at, effect, aftermathMs, retries, on }: Scenario): Truth {
  if (at === undefined || effect === undefined) {
    return { passes: true, degraded: [], hurt: [], origin: null, recovers: true, isMetastable: false };
  }
  const isService = !at.includes(" -> ");
  const caller = at.split(" -> ")[0] ?? "";
  const seen = isService ? (CALLERS[at] ?? []) : effect.refused || at.endsWith(" -> db") ? [] : [at];
  const hurt = effect.masked
    ? []
    : [...(isService ? [at] : []), ...upstreamServices(isService ? at : caller, !isService)];
  const degraded = new Set([...seen, ...hurt.flatMap((service) => CALLERS[service] ?? [])]);
  const isMeasured = !effect.refused && !at.endsWith(" -> db");
  return {
    passes: effect.masked === true,
    degraded: [...degraded],
    hurt: [...new Set([...hurt, ...(isService || at === on ? [] : farEnd(at))])],
    origin: isMeasured ? (isService ? `${at} itself` : at) : "not-measured",
    recovers: aftermathMs !== Number.POSITIVE_INFINITY,
    isMetastable: aftermathMs === Number.POSITIVE_INFINITY && retries > 1,
  };
}

/** The far end of a slow edge answers late as well, for all that can be seen; where a fault is on the edge it is known not to be. */
function farEnd(edge: string): string[] {
  const callee = edge.split(" -> ")[1] ?? "";
  return callee in CALLERS ? [callee] : [];
}

function upstreamServices(service: string, withItself: boolean): string[] {
  const above = (CALLERS[service] ?? []).flatMap((name) =>
    name.includes(" -> ") ? [name.split(" -> ")[0] ?? ""] : [],
  );
  return [...(withItself ? [service] : []), ...above.flatMap((one) => upstreamServices(one, true))];
}

/** Scores each conclusion of a run. */
export function score(result: RunResult, truth: Truth): Record<Conclusion, Outcome> {
  const never = {
    verdict: "unknown",
    degraded: "unknown",
    hurt: "unknown",
    origin: "unknown",
    recovered: "unknown",
    metastable: "unknown",
  } as const;
  if (result.stop !== undefined) return never;
  return {
    verdict: verdictOutcome(result, truth),
    degraded: namesOutcome(
      result,
      "degraded",
      result.degradations.map(({ signal }) => signal),
      truth.degraded,
    ),
    hurt: namesOutcome(result, "hurt", result.hurt, truth.hurt),
    origin: originOutcome(result, truth),
    recovered: recoveredOutcome(result, truth),
    metastable: metastableOutcome(result, truth),
  };
}

function verdictOutcome({ verdict }: RunResult, { passes, recovers }: Truth): Outcome {
  if (verdict === "inconclusive") return "unknown";
  return (verdict === "pass") === (passes && recovers) ? "right" : "false";
}

function namesOutcome(
  { undecided }: RunResult,
  conclusion: "degraded" | "hurt",
  found: readonly string[],
  real: readonly string[],
): Outcome {
  if (found.some((name) => !real.includes(name))) return "false";
  const open = undecided.filter((one) => one.conclusion === conclusion).map(({ name }) => name);
  const missed = real.filter((name) => !found.includes(name));
  if (missed.some((name) => !open.includes(name))) return "false";
  return missed.length > 0 ? "unknown" : "right";
}

function originOutcome({ origin, undecided }: RunResult, truth: Truth): Outcome {
  const found =
    origin === null
      ? null
      : origin.kind === "edge"
        ? origin.edge
        : origin.kind === "service"
          ? `${origin.service} itself`
          : "not-measured";
  if (found === truth.origin) return "right";
  if (found === "not-measured" && truth.origin !== null) return "unknown";
  if (found === null) return undecided.length > 0 ? "unknown" : "false";
  return "false";
}

function recoveredOutcome({ recovery }: RunResult, { recovers }: Truth): Outcome {
  if (recovery === null || recovery.recovered === "unknown") return "unknown";
  return (recovery.recovered === "true") === recovers ? "right" : "false";
}

function metastableOutcome({ recovery }: RunResult, { isMetastable }: Truth): Outcome {
  const isClaimed = recovery?.metastable !== undefined;
  if (isClaimed === isMetastable) return "right";
  if (isClaimed) return "false";
  return recovery?.recovered === "unknown" ? "unknown" : "false";
}

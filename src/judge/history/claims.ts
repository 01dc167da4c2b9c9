import type { Criterion } from "../../files/experiment/criterion.ts";
import {
  type Claim,
  type ClaimedFact,
  type ClaimedRemedy,
  type ClaimedWaiting,
  criterionOf,
} from "../../files/incident/incident.ts";
import { edgeName } from "../../values/edge-name.ts";
import { opposite, type Trit } from "../../values/trit.ts";
import { formatMs } from "../criteria/format.ts";
import type { Judgement, RunEvent } from "./event.ts";
import { LookedFor } from "./looked-for.ts";
import type { RunResult } from "./result.ts";
import { resultOf } from "./run-result.ts";
import { foldRun, type RunState } from "./run-state.ts";

/** A claim, and what a run's journal says of it. */
export interface JudgedClaim {
  readonly claim: Claim;
  readonly holds: Trit;
  /** In the unit of the criterion's metric, or a word or names; none when nothing was measured. */
  readonly measured?: number | string;
  /** The time at which a criterion that is looked for first held, from the first fault's injection on, in ms. */
  readonly atMs?: number;
  /** The reason it is unknown. */
  readonly why?: string;
}

export interface JudgedRun {
  readonly result: RunResult;
  readonly claims: readonly JudgedClaim[];
}

/** Holds a run's journal against claims. Resolves with undefined when the journal has not even the first event. */
export async function judgeClaims(
  events: AsyncIterable<RunEvent>,
  claims: readonly Claim[],
): Promise<JudgedRun | undefined> {
  const board = new ClaimBoard(claims);
  const state = await foldRun(events, board);
  if (state === undefined) return undefined;
  const result = resultOf(state);
  return { result, claims: board.judged(result) };
}

/** Board of claims, and of what a run's journal says of each as it is read. */
class ClaimBoard {
  readonly criteria: readonly Criterion[];
  readonly #claims: readonly Claim[];
  readonly #lookedFor = new Map<Criterion, LookedFor>();
  readonly #overPhase = new Map<Criterion, Judgement>();

  constructor(claims: readonly Claim[]) {
    this.#claims = claims;
    this.criteria = claims.flatMap(({ says }) => criterionOf(says) ?? []);
    for (const criterion of this.criteria) this.#lookedFor.set(criterion, new LookedFor(criterion));
  }

  ticked({ criteria, faults, phases, nowMs }: RunState): void {
    const injectedAtMs = phases.current === "fault" ? faults.firstInjectedAtMs : undefined;
    for (const { says } of this.#claims) {
      if (says.kind === "measured") {
        if (phases.current === says.phase) this.#overPhase.set(says.criterion, criteria.look(says.criterion));
      } else if ("criterion" in says && injectedAtMs !== undefined) {
        this.#lookedFor.get(says.criterion)?.look(criteria.look(says.criterion), nowMs - injectedAtMs);
      }
    }
  }

  judged(result: RunResult): JudgedClaim[] {
    let before: Trit | StageTime = { atMs: 0, earliestMs: 0 };
    return this.#claims.map((claim) => {
      const judged = { claim, ...this.#judge(claim.says, result, before) };
      if (claim.says.kind === "stage") before = this.#timeOf(claim.says.criterion) ?? judged.holds;
      return judged;
    });
  }

  #timeOf(criterion: Criterion): StageTime | undefined {
    const { firstAtMs: atMs, earliestMs } = this.#lookedFor.get(criterion) ?? {};
    return atMs === undefined ? undefined : { atMs, earliestMs: earliestMs ?? atMs };
  }

  /** @param before when the stage before came, or what is known of its coming where it didn't */
  #judge(fact: ClaimedFact, result: RunResult, before: Trit | StageTime): Omit<JudgedClaim, "claim"> {
    switch (fact.kind) {
      case "ends":
        return ends(result, fact.verdict);
      case "origin":
        return began(result, edgeName(fact.edge));
      case "hurt":
        return hurt(result, fact.services);
      case "many-hurt":
        return manyHurt(result, fact.atLeast);
      case "waits":
        return waits(result, fact);
      case "remedied":
        return remedied(result, fact);
      case "measured":
        return judgedOver(this.#overPhase.get(fact.criterion));
      case "sometime":
        return found(this.#lookedFor.get(fact.criterion));
      case "never": {
        const { holds, ...rest } = found(this.#lookedFor.get(fact.criterion));
        return { ...rest, holds: opposite(holds) };
      }
      case "stage":
        return afterStage(found(this.#lookedFor.get(fact.criterion)), before);
    }
  }
}

/** A run that proved nothing, or of which it isn't known what is left of it, bears out no verdict and refutes none. */
function ends({ verdict, reasons }: RunResult, claimed: string): Omit<JudgedClaim, "claim"> {
  const isConcluded = verdict !== "inconclusive" && verdict !== "undo-incomplete";
  if (isConcluded) return { holds: verdict === claimed ? "true" : "false", measured: verdict };
  return { holds: "unknown", measured: verdict, why: reasons[0] ?? "it says no reason" };
}

/** Unknown where the report leaves the origin open. */
function began({ origin, faults }: RunResult, claimed: string): Omit<JudgedClaim, "claim"> {
  if (!wasInjected(faults)) return NO_FAULT;
  if (origin === null) return { holds: "false", measured: "none" };
  if (origin.kind === "not-measured") return { holds: "unknown", why: origin.evidence[0] ?? "it could not be told" };
  const measured = origin.kind === "edge" ? origin.edge : origin.service;
  return { holds: measured === claimed ? "true" : "false", measured };
}

function wasInjected(faults: RunResult["faults"]): boolean {
  return faults.some(({ injectedAtMs }) => injectedAtMs !== undefined);
}

const NO_FAULT = { holds: "unknown", why: "no fault went in" } as const;

/** A service of which it could not be told whether it was hurt leaves open what hangs on it. */
function hurt({ hurt, undecided, faults }: RunResult, services: readonly string[]): Omit<JudgedClaim, "claim"> {
  if (!wasInjected(faults)) return NO_FAULT;
  const measured = hurt.join(", ") || "none";
  const missing = services.filter((name) => !hurt.includes(name));
  const open = undecided.filter(({ conclusion, name }) => conclusion === "hurt" && missing.includes(name));
  if (hurt.some((name) => !services.includes(name)) || missing.length > open.length)
    return { holds: "false", measured };
  if (open.length === 0) return { holds: "true", measured };
  return { holds: "unknown", measured, why: open.map(({ name, why }) => `${name}: ${why}`).join("; ") };
}

function manyHurt({ hurt, undecided, faults }: RunResult, atLeast: number): Omit<JudgedClaim, "claim"> {
  if (!wasInjected(faults)) return NO_FAULT;
  const open = undecided.filter(({ conclusion }) => conclusion === "hurt");
  if (hurt.length >= atLeast) return { holds: "true", measured: hurt.length };
  if (hurt.length + open.length < atLeast) return { holds: "false", measured: hurt.length };
  return { holds: "unknown", measured: hurt.length, why: `of ${open.length} more it could not be told` };
}

/** Judges what calls wait for; unknown where no service said. */
function waits({ waiting }: RunResult, { service, on, atLeast }: ClaimedWaiting): Omit<JudgedClaim, "claim"> {
  if (waiting.length === 0) return { holds: "unknown", why: "no service said what it waits for" };
  const measured = waiting.find((one) => one.service === service && one.on === on)?.count ?? 0;
  return { holds: measured >= atLeast ? "true" : "false", measured };
}

/** Unknown where it was not done, or it could not be judged what came after it. */
function remedied({ remedies = [] }: RunResult, { step, recovers }: ClaimedRemedy): Omit<JudgedClaim, "claim"> {
  const remedy = remedies.find(({ id }) => id === step);
  const why = remedy?.done === "true" ? remedy.after?.why : remedy?.evidence;
  const { recovered = "unknown", afterMs } = remedy?.done === "true" ? (remedy.after ?? {}) : {};
  if (recovered === "unknown") return { holds: "unknown", why: why ?? "its time did not come" };
  const measured = recovered === "true" ? `back after ${formatMs(afterMs ?? 0)}` : "not back";
  return { holds: recovered === String(recovers) ? "true" : "false", measured };
}

function judgedOver(judgement: Judgement | undefined): Omit<JudgedClaim, "claim"> {
  if (judgement === undefined) return { holds: "unknown", why: "its phase has not come" };
  const { holds, measured, why } = judgement;
  return { holds, ...(measured !== undefined && { measured }), ...(why !== undefined && { why }) };
}

function found(looked: LookedFor | undefined): Omit<JudgedClaim, "claim"> {
  if (looked === undefined) return NO_FAULT;
  const { cameTrue: holds, furthest, firstAtMs, why } = looked;
  return {
    holds,
    ...(furthest !== undefined && { measured: furthest }),
    ...(firstAtMs !== undefined && { atMs: firstAtMs }),
    ...(holds === "unknown" && { why }),
  };
}

/** Time at which a stage came, and from when on it may have. */
interface StageTime {
  readonly atMs: number;
  readonly earliestMs: number;
}

/** A stage that came holds where it came after the one before. */
function afterStage(stage: Omit<JudgedClaim, "claim">, before: Trit | StageTime): Omit<JudgedClaim, "claim"> {
  if (stage.atMs === undefined) return stage;
  if (before === "false") return { ...stage, holds: "false" };
  if (typeof before === "string" || (stage.atMs < before.atMs && stage.atMs >= before.earliestMs)) {
    return { ...stage, holds: "unknown", why: "it is not known when the stage before came" };
  }
  return { ...stage, holds: stage.atMs >= before.atMs ? "true" : "false" };
}

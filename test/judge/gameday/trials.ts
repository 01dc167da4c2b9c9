import type { Trial } from "../../../src/judge/gameday/trial.ts";
import type { JudgedCriterion, RunResult, Verdict } from "../../../src/judge/history/result.ts";
import { judged } from "../../report/samples/criteria.ts";
import { type PlanInput, simulatedPlan } from "../../run/simulated-plan.ts";
import { simulate } from "../../run/simulated-run.ts";

const { result: some } = await simulate({});

/** A run in few words: the shares of the limits of its expectations that were left, and what it was asked for. */
export interface TrialInput {
  readonly verdict?: Verdict;
  readonly day?: string;
  readonly experiment?: string;
  readonly shares?: readonly number[];
  readonly plan?: PlanInput;
  /** True where its journal is gone. */
  readonly isLost?: boolean;
  readonly result?: Partial<RunResult>;
}

const LIMIT_MS = 400;

/** A trial with a name of its own. */
export function trialOf(input: TrialInput, at = 0): Trial {
  const { verdict = "pass", day = "day-1", experiment = "pricing-slow", shares = [0.5], plan = {}, isLost } = input;
  const run = `run-${at}`;
  const planned = simulatedPlan(plan);
  const named = { ...planned, experiment: { ...planned.experiment, name: experiment } };
  const criteria = shares.map((share, index) => criterionWith(index, share));
  const result: RunResult = { ...some, run, experiment, verdict, criteria, ...input.result };
  const record = {
    started: { atMs: 0, type: "run-started", run, version: "1", wall: "", plan: named } as const,
    result,
  };
  return { day, experiment, run, verdict, ...(!isLost && { record }) };
}

/** An expectation of which so much of its limit was left. */
function criterionWith(index: number, share: number): JudgedCriterion {
  return judged(
    "expect",
    `load-${index}.p95 < ${LIMIT_MS}ms`,
    LIMIT_MS,
    share > 0 ? "true" : "false",
    LIMIT_MS * (1 - share),
  );
}

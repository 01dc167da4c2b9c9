import type { ReadGameday } from "../../files/gameday/parse-gameday.ts";
import { dateOf } from "../../judge/calendar/occurrences.ts";
import type { DayAgreement, DayCheck, DayExperiment } from "../../judge/gameday/day-event.ts";
import { headlineOf } from "../../report/headline.ts";
import { BrownoutError } from "../../values/errors.ts";
import { type ExecutedRun, executeRun } from "../execute-run.ts";
import type { VariableOptions } from "../load-experiment.ts";
import type { PreparedPlan } from "../prepare-plan.ts";
import { findingsBeside } from "./check-findings.ts";
import { checkNow } from "./check-now.ts";
import { checkPlan } from "./check-plan.ts";
import { countSpent } from "./count-spent.ts";
import type { DayContext } from "./day-context.ts";
import type { CheckedTurn, DayRunner, EndedRun, RunHooks } from "./day-runner.ts";
import { fileFinding } from "./file-finding.ts";
import { lookUpRun } from "./look-up-run.ts";
import { tried } from "./tried.ts";

export interface OwnDayRunnerInput {
  /** The game day's file as it was when the day began. */
  readonly read: ReadGameday;
  readonly agreement: DayAgreement;
  /** Name of the day's folder. */
  readonly id: string;
  readonly options: VariableOptions & { readonly runs: string };
  /** Looks whether a run has something in. */
  readonly checkLeftovers: () => Promise<DayCheck>;
  /** Called with each run that has ended. */
  readonly onEnded: (run: ExecutedRun) => Promise<void>;
}

/** The runner of a day on this machine. */
export function ownDayRunner(input: OwnDayRunnerInput, context: DayContext): DayRunner {
  const { read, agreement, id, options } = input;
  const { path } = read.gameday;
  const findings = findingsBeside(path);
  const date = dateOf(agreement.when);
  return {
    check: (experiment, before) => checkTurn(experiment, before === "go", input, context),
    lookUp: (run) => lookUpRun(options.runs, run, context.clock),
    file: (finding) => fileFinding(findings, date, { ...finding, gameday: id }),
    async spent(runs) {
      if (agreement.budget === undefined) return undefined;
      try {
        return await countSpent(options.runs, runs);
      } catch (error) {
        if (!(error instanceof BrownoutError)) throw error;
        context.err(`warning: what was spent of the error budget can't be told: ${error.message}`);
        return undefined;
      }
    },
  };
}

async function checkTurn(
  experiment: DayExperiment,
  takesOver: boolean,
  { read, agreement, options, checkLeftovers, onEnded }: OwnDayRunnerInput,
  context: DayContext,
): Promise<CheckedTurn> {
  const left = await checkLeftovers();
  const { checks: planned, prepared } = await checkPlan(read, experiment, { options, takesOver }, context);
  const lengthMs = prepared?.plan.totalMs ?? experiment.lengthMs;
  const now: DayCheck[] = [];
  if (agreement.environment === "production") {
    const look = () => checkNow(read, agreement.when, lengthMs, context);
    now.push((await tried("production now", context, look, (seen) => seen.join("\n"))).check);
  }
  const checks = [left, ...planned, ...now].map((check) => ({ ...check, detail: context.concealed(check.detail) }));
  if (prepared === undefined || checks.some(({ outcome }) => outcome === "refused")) return { checks };
  return {
    checks,
    start: async (hooks) => {
      const executed = await execute(prepared, options.runs, hooks, context);
      await onEnded(executed);
      return endOf(executed, prepared, context);
    },
  };
}

function execute(
  prepared: PreparedPlan,
  runsFolder: string,
  { signal, listener, begun }: RunHooks,
  context: DayContext,
): Promise<ExecutedRun> {
  return executeRun({ ...prepared, runsFolder, listener, onNamed: begun }, { ...context, signal });
}

function endOf({ result, folder }: ExecutedRun, { plan }: PreparedPlan, { concealed }: DayContext): EndedRun {
  const { verdict, exitCode } = result;
  return { run: folder.id, verdict, exitCode, headline: concealed(headlineOf(result, plan)) };
}

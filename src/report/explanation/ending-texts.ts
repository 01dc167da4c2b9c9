import type { LoadSpec } from "../../files/experiment/load-spec.ts";
import { loadOfSignal } from "../../files/experiment/steps.ts";
import { awaitsRecovery } from "../../judge/history/awaits-recovery.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { criterionInWords } from "./criterion-in-words.ts";
import { exactTime } from "./exact-figures.ts";
import type { ExplanationText } from "./section.ts";

/** Tells what it takes for each verdict. */
export function endingTexts(plan: Plan): readonly ExplanationText[] {
  const { experiment, recoveryWindowMs } = plan;
  const { loads, expect, abort, phases } = experiment;
  const isAwaited = awaitsRecovery(plan);
  const back = isAwaited ? ", and steady state came back" : "";
  const notBack = isAwaited ? ", or steady state did not come back" : "";
  return [
    "What must hold while the faults are in, over the fault phase unless it says otherwise:",
    ...expect.map((one) => ({ point: criterionInWords(one, "expect", loads) })),
    ...(isAwaited
      ? [
          `Steady state is back when it holds over ${exactTime(recoveryWindowMs)} in one stretch, and from then on, ` +
            `within the recovery phase of ${exactTime(phases.recoveryMs)}.`,
        ]
      : []),
    {
      point: `pass (exit code ${exitCodes.pass}): all of that held, every fault was shown to be in and is out again${back}.`,
    },
    { point: `fail (${exitCodes.fail}): one of them did not hold${notBack}.` },
    ...(abort.length === 0
      ? []
      : [{ point: `aborted (${exitCodes.aborted}): something stopped it while a fault was in, as above.` }]),
    {
      point:
        `inconclusive (${exitCodes.inconclusive}): nothing was proved. There was no steady state before the fault, too ` +
        "few samples to tell, a fault that nothing showed to be in, a system that did not come up, or brownout itself " +
        "was so late that it could explain what was measured.",
    },
    {
      point: `undo-incomplete (${exitCodes.undoIncomplete}): something may still be in; the report says what removes it.`,
    },
  ];
}

/** Tells what a run can be asked for as evidence, and what not. */
export function evidenceTexts(plan: Plan): readonly ExplanationText[] {
  const { experiment, edgesUnseen, warnings } = plan;
  const { phases, seed } = experiment;
  const unjudged = unjudgedLoads(plan);
  return [
    `It can show whether the claim holds with this load, with these faults, for this long, on ${plan.platform}.`,
    "It can't show:",
    { point: "what other loads, other faults or longer ones would do." },
    ...(awaitsRecovery(plan)
      ? [
          {
            point: `that a system comes back which needs longer than the recovery phase, ${exactTime(phases.recoveryMs)}.`,
          },
        ]
      : []),
    ...(edgesUnseen === undefined
      ? []
      : [{ point: `which edge slowed first: ${edgesUnseen.why}; ${edgesUnseen.instead}.` }]),
    ...unjudged.map(({ name }) => ({
      point: `whether ${name} is served well: no criterion speaks of it, and what becomes of it decides nothing.`,
    })),
    {
      point: `how it comes out every time: seed ${seed} repeats what is drawn, and not what the machines do. Run it again.`,
    },
    ...(warnings.length === 0 ? [] : ["To be known before:", ...warnings.map((warning) => ({ point: `${warning}.` }))]),
  ];
}

function unjudgedLoads({ experiment: { loads, steadyState, abort, expect } }: Plan): readonly LoadSpec[] {
  const judged = [...steadyState, ...abort, ...expect].map(({ signal }) =>
    signal.kind === "load" ? loadOfSignal(signal.name, loads) : undefined,
  );
  return loads.filter((load) => !judged.includes(load));
}

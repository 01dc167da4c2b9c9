import type { Plan, PlannedRemedy } from "../../judge/plan/plan.ts";
import { signalInWords } from "../signal-in-words.ts";
import { howMany } from "../terminal/figures.ts";
import { criterionInWords } from "./criterion-in-words.ts";
import { endingTexts, evidenceTexts } from "./ending-texts.ts";
import { exactTime } from "./exact-figures.ts";
import { faultTexts } from "./fault-texts.ts";
import { loadTexts } from "./load-texts.ts";
import type { ExplanationText, Section } from "./section.ts";
import { systemTexts } from "./system-texts.ts";

/** Explains a plan to a person who has never seen an experiment, in the order in which a run goes. */
export function explanationOf(plan: Plan): readonly Section[] {
  const { experiment } = plan;
  const sections: readonly Section[] = [
    { heading: "What is tried", texts: claimTexts(plan) },
    { heading: "What is brought up", texts: systemTexts(plan) },
    { heading: "Who sends what", texts: loadTexts(plan) },
    { heading: "What else is asked", texts: (experiment.signals ?? []).map((one) => ({ point: signalInWords(one) })) },
    { heading: "The course", texts: phaseTexts(plan) },
    { heading: "What normal means", texts: steadyTexts(plan) },
    { heading: "What is put in, and how it comes out", texts: faultTexts(plan) },
    { heading: "What stops it", texts: abortTexts(plan) },
    { heading: "What is tried against what is left", texts: remedyTexts(plan) },
    { heading: "How it ends", texts: endingTexts(plan) },
    { heading: "What it can show, and what it can't", texts: evidenceTexts(plan) },
  ];
  return sections.filter(({ texts }) => texts.length > 0);
}

function claimTexts({ experiment, faults, totalMs }: Plan): readonly string[] {
  const { title, owner, phases } = experiment;
  const acts = owner === undefined ? "" : ` ${owner} acts on the result.`;
  const most = phases.warmUpUntilSteady ? "at most " : "";
  return [
    `The experiment claims: "${title}"`,
    `To see whether it is so, brownout puts ${howMany(faults.length, "fault")} into a ` +
      `system under load, on purpose, and measures what comes of it. It takes ${most}${exactTime(totalMs)}, and the time ` +
      `until the system is up and down.${acts}`,
  ];
}

function phaseTexts({ experiment: { phases } }: Plan): readonly ExplanationText[] {
  const { warmUpMs, warmUpUntilSteady, baselineMs, faultMs, recoveryMs } = phases;
  const baselineAtMs = warmUpMs;
  const faultAtMs = baselineAtMs + baselineMs;
  const recoveryAtMs = faultAtMs + faultMs;
  const until = warmUpUntilSteady ? `up to ${exactTime(warmUpMs)}, until it no longer drifts` : exactTime(warmUpMs);
  const latest = warmUpUntilSteady ? " at the latest" : "";
  return [
    ...(warmUpMs === 0 ? [] : [{ point: `warm-up, ${until}: load, and nothing is judged but what stops it.` }]),
    {
      point: `baseline, ${exactTime(baselineMs)}, from ${exactTime(baselineAtMs)} on${latest}: load without a fault, to see what is normal.`,
    },
    {
      point: `fault, ${exactTime(faultMs)}, from ${exactTime(faultAtMs)} on${latest}: the same load, with the faults.`,
    },
    {
      point: `recovery, ${exactTime(recoveryMs)}, from ${exactTime(recoveryAtMs)} on${latest}: the same load, the faults are out; does it come back?`,
    },
  ];
}

function steadyTexts({ experiment: { steadyState, loads, phases } }: Plan): readonly ExplanationText[] {
  return [
    "Steady state is what must hold when nothing is wrong. All of this must hold over the baseline of " +
      `${exactTime(phases.baselineMs)}, or no fault is put in and the run is inconclusive:`,
    ...steadyState.map((one) => ({ point: criterionInWords(one, "steady-state", loads) })),
  ];
}

function abortTexts({ experiment: { abort, loads } }: Plan): readonly ExplanationText[] {
  if (abort.length === 0) {
    return ["No criterion stops it before its time: the experiment has no abort criteria. Ctrl-C does."];
  }
  return [
    "Judged twenty times a second until the faults are out. The first of these to hold takes them out at once, and " +
      "recovery is measured all the same. Before a fault is in, it ends the run without one:",
    ...abort.map((one) => ({ point: criterionInWords(one, "abort", loads) })),
  ];
}

function remedyTexts({ remedies = [] }: Plan): readonly ExplanationText[] {
  if (remedies.length === 0) return [];
  return [
    "In the recovery phase brownout takes these steps, and shows of each whether steady state was back before the next:",
    ...remedies.map((remedy) => ({ point: remedyText(remedy) })),
  ];
}

function remedyText({ id, what, atMs }: PlannedRemedy): string {
  return `${id}, ${exactTime(atMs)} after its beginning: ${what}.`;
}

import { targetName } from "../../files/experiment/fault-spec.ts";
import type { Plan, PlannedFault } from "../../judge/plan/plan.ts";
import { replicasInWords } from "../replicas-in-words.ts";
import { exactTime } from "./exact-figures.ts";
import type { ExplanationText } from "./section.ts";

/** Tells of each fault what it does, when, where and by which means, how it is shown to be in, and how it is undone. */
export function faultTexts(plan: Plan): readonly ExplanationText[] {
  const { blastRadius } = plan;
  return [
    ...plan.faults.flatMap((fault) => faultText(fault, plan)),
    "How to take a fault out is on disk before it goes in. It comes out when its time is over, and at once when an " +
      "abort criterion holds, on Ctrl-C, and when brownout itself breaks. Should brownout be killed, a guardian " +
      "process takes it out; when that is gone, too, `brownout recover` does.",
    ...(plan.faults.length === 0
      ? []
      : [`Who can notice, directly or through others: ${blastRadius.services.join(", ")}.`]),
  ];
}

function faultText(fault: PlannedFault, plan: Plan): readonly ExplanationText[] {
  const { explanation, means, uncounted = [], healsFrom } = fault;
  return [
    `${fault.id}: ${fault.type} on ${targetName(fault.on)}${replicasInWords(fault, plan.experiment)}.`,
    { point: `When: ${whenInWords(fault, plan)}.` },
    { point: `What it does: it ${explanation.does}.` },
    { point: `By what: ${means}.` },
    { point: `What shows that it is in: ${explanation.proof}.` },
    { point: `How it is undone: brownout ${explanation.undo}.` },
    ...(healsFrom === undefined
      ? []
      : [{ point: "The platform heals it by itself, so recovery counts from when it went in." }]),
    ...(uncounted.length === 0
      ? []
      : [{ point: `While it is in, calls on ${uncounted.join(", ")} that it fails are counted by nobody.` }]),
    ...(fault.unreached ? [{ point: "No load is known to come to it, so that it proves nothing by itself." }] : []),
  ];
}

function whenInWords({ startMs, durationMs }: PlannedFault, { experiment: { phases } }: Plan): string {
  const beforeMs = phases.warmUpMs + phases.baselineMs;
  const [fromMs, toMs] = [beforeMs + startMs, beforeMs + startMs + durationMs].map(exactTime);
  const latest = phases.warmUpUntilSteady ? ", at the latest" : "";
  return `from ${fromMs} to ${toMs} after the start${latest}, for ${exactTime(durationMs)}`;
}

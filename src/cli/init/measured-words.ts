import type { Criterion } from "../../files/experiment/criterion.ts";
import { parseCriterion } from "../../files/experiment/parse-criterion.ts";
import type { ExperimentWords } from "../../files/init/experiment-words.ts";
import type { CriterionRole } from "../../judge/history/event.ts";
import type { Proposal, ProposedCriterion } from "../../judge/proposal/proposal.ts";
import { rankWords } from "../../judge/proposal/propose.ts";

/**
 * Puts what was measured in the place of guesses about the same: each with the reason behind it. Criteria on other things, and
 * guesses on what nothing is proposed for, stay.
 * @param on the day of the measurement: `2026-11-29`
 */
export function measuredWords(words: ExperimentWords, proposals: readonly Proposal[], on: string): ExperimentWords {
  const made = proposals.filter((one) => "criteria" in one);
  if (made.length === 0) return words;
  const all = made.flatMap(({ criteria }) => criteria);
  const list = (role: CriterionRole, before: readonly string[]) => [
    ...all.filter((one) => one.role === role).map(({ text, why }) => `${text} # ${why}`),
    ...before.filter((text) => !isReplaced(text, all, role)),
  ];
  return {
    ...words,
    measured: [`Measured on ${on} without a fault;`, `${rankWords(Math.min(...made.map(({ windows }) => windows)))}.`],
    steadyState: list("steady-state", words.steadyState),
    abort: list("abort", words.abort),
    expect: list("expect", words.expect),
  };
}

/** Tells whether a criterion is about what was measured: error rates, or any latency, of the same load. */
function isReplaced(text: string, proposed: readonly ProposedCriterion[], role: CriterionRole): boolean {
  const before = subjectOf(text);
  return before !== undefined && proposed.some((one) => one.role === role && subjectOf(one.text) === before);
}

function subjectOf(text: string): string | undefined {
  const parsed = parseCriterion(text.replace(/\s#.*/, ""));
  return parsed.ok ? `${nameOf(parsed.criterion)}.${parsed.criterion.metric.kind}` : undefined;
}

function nameOf({ signal }: Criterion): string {
  return signal.kind === "edge" ? `${signal.caller} -> ${signal.callee}` : signal.name;
}

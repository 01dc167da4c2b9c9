import { severities } from "../../files/gameday/finding.ts";
import type { DayState, DayStep } from "../../judge/gameday/day-state.ts";
import { isWordAlone } from "./words.ts";

/** A question that the leader is asked once, and the line that an answer means. */
export interface Question {
  readonly text: string;
  /** Empty where the answer means nothing. */
  lineOf(answer: string): string;
}

/** A line that is meant as one though a question was asked; other sentences may begin with its words, and are answers. */
const LINE = new RegExp(`^(?:learned|finding (?:${severities.join("|")}))\\s`);

/**
 * The question that a day's state raises; undefined where it raises none, or it was asked.
 * @param asked remembers what was
 */
export function nextQuestion(state: DayState, asked: Set<string>): Question | undefined {
  const { agreement, present, stage, steps } = state;
  const invited = agreement.participants.filter(({ role }) => role !== "leader").map(({ name }) => name);
  if (present.length <= 1 && stage.kind !== "closing" && isFirst("who", asked)) {
    return {
      text: `Is everybody here: ${invited.join(", ")}? (Enter: yes; or \`here NAME\`) `,
      lineOf: (answer) => (answer === "" ? "here" : answer),
    };
  }
  if (stage.kind !== "reviewing") return undefined;
  const { experiment } = stage;
  const step = steps.find((one) => one.experiment === experiment);
  if (isAnswered(step) || !isFirst(`${experiment} ${step?.runs.length}`, asked)) return undefined;
  return {
    text: `What was learned of ${experiment}? (Enter: nothing yet) `,
    lineOf: (answer) =>
      answer === "" || isWordAlone(answer, stage.kind) || LINE.test(answer) ? answer : `learned ${answer}`,
  };
}

/** Tells whether something was learned since the last run, or the no-go, also before the day was taken up again. */
function isAnswered(step: DayStep | undefined): boolean {
  const sinceMs = step?.runs.at(-1)?.end?.atMs ?? step?.decision?.atMs ?? 0;
  return step?.learned.some(({ atMs }) => atMs >= sinceMs) ?? false;
}

function isFirst(key: string, asked: Set<string>): boolean {
  if (asked.has(key)) return false;
  asked.add(key);
  return true;
}

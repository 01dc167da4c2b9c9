import type { DayStep } from "../../../judge/gameday/day-state.ts";
import { element } from "../../../report/html/page/elements.ts";
import { make, words } from "../make.ts";
import { outcomeOf } from "../outcome-of.ts";
import type { Part } from "../part.ts";

/** Each experiment, and what became of it so far. */
export function coursePart(): Part {
  const shown: DayStep[] = [];
  return {
    day({ steps }) {
      for (const [at, step] of steps.entries()) {
        if (shown[at] === step) continue;
        shown[at] = step;
        element(`step-${at}`, HTMLElement)?.replaceChildren(...becameOf(step));
      }
    },
  };
}

function becameOf({ decision, runs, learned }: DayStep): HTMLElement[] {
  const why = decision?.why === undefined ? "" : `: ${decision.why}`;
  return [
    ...(decision === undefined ? [] : [make("p", `${decision.go ? "Go" : "No-go"} by ${decision.by}${why}`, "meta")]),
    ...runs.map((run) => make("p", outcomeOf(run))),
    ...learned.map(({ by, text }) => make("p", [words(`Learned, by ${by}: `), make("span", text, "text")])),
  ];
}

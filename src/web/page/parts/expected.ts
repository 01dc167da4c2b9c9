import type { DayCheck } from "../../../judge/gameday/day-event.ts";
import { element } from "../../../report/html/page/elements.ts";
import { make, say } from "../make.ts";
import type { Part } from "../part.ts";

const SIGNS = { ok: "✓", warning: "!", refused: "✗" } as const;
const CLASSES = { ok: "good", warning: "warnings", refused: "bad" } as const;

/** The experiment whose turn it is: what was agreed to be seen in it, and what was looked at before. */
export function expectedPart(): Part {
  return {
    day({ stage, agreement, steps, checks }) {
      showChecks("day-checks", checks);
      const name = "experiment" in stage ? stage.experiment : undefined;
      const experiment = agreement.experiments.find((one) => one.name === name);
      const place = element("expected", HTMLElement);
      if (place !== undefined) place.hidden = experiment === undefined;
      if (experiment === undefined) return;
      say(element("expected-title", HTMLElement), experiment.title);
      say(element("hypothesis", HTMLElement), experiment.hypothesis);
      const step = stage.kind === "deciding" ? steps.find((one) => one.experiment === name) : undefined;
      showChecks("checks", step?.checks ?? []);
    },
  };
}

function showChecks(id: string, checks: readonly DayCheck[]): void {
  element(id, HTMLElement)?.replaceChildren(
    ...checks.map(({ what, outcome, detail }) => make("li", `${SIGNS[outcome]} ${what}: ${detail}`, CLASSES[outcome])),
  );
}

import { element } from "../../../report/html/page/elements.ts";
import { outcomeOf } from "../outcome-of.ts";
import type { Part } from "../part.ts";

/** The verdict of the run that is reviewed. */
export function outcomePart(): Part {
  return {
    day({ stage, steps }) {
      const place = element("outcome", HTMLElement);
      if (place === undefined) return;
      const step = stage.kind === "reviewing" ? steps.find((one) => one.experiment === stage.experiment) : undefined;
      const last = step?.runs.at(-1);
      place.hidden = last === undefined;
      place.replaceChildren(...(last === undefined ? [] : outcomeOf(last)));
    },
  };
}

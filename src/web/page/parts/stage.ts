import { element } from "../../../report/html/page/elements.ts";
import { say } from "../make.ts";
import type { Part } from "../part.ts";
import { stageInWords } from "../stage-words.ts";

/** The stage of the day in words, and of what can be asked for what belongs to it. */
export function stagePart(): Part {
  const staged = [...document.querySelectorAll<HTMLElement>("[data-stages]")];
  const title = element("stage", HTMLElement);
  return {
    day(state, you) {
      const { stage, turn } = stageInWords(state, you);
      say(title, stage);
      say(element("turn", HTMLElement), turn);
      const focused = document.activeElement;
      for (const part of staged) {
        const isThere = !state.isLeft && (part.dataset.stages ?? "").split(" ").includes(state.stage.kind);
        // A focus on what goes would be nowhere.
        if (!isThere && !part.hidden && part.contains(focused)) title?.focus();
        part.hidden = !isThere;
      }
    },
  };
}

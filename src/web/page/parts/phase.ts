import { formatMs } from "../../../judge/criteria/format.ts";
import { element } from "../../../report/html/page/elements.ts";
import type { RunMoment } from "../../messages.ts";
import { make, say } from "../make.ts";
import type { Part } from "../part.ts";

const FAULT_CLASSES = { planned: "meta", in: "bad", out: "good" } as const;

/** The phase that a run is in, how far it is, and its faults. */
export function phasePart(): Part {
  return {
    run(picture) {
      const section = element("run", HTMLElement);
      if (section !== undefined) section.hidden = picture === undefined;
      say(element("stop-words", HTMLElement), picture === undefined ? "The run begins." : phaseInWords(picture.moment));
      if (picture === undefined) return;
      const { run, experiment, moment } = picture;
      say(element("run-title", HTMLElement), `${experiment}, run ${run}`);
      say(element("phase", HTMLElement), phaseInWords(moment));
      const progress = element("phase-progress", HTMLProgressElement);
      if (progress !== undefined) progress.value = shareOf(moment);
      element("faults", HTMLElement)?.replaceChildren(
        ...moment.faults.map(({ what, state }) => make("li", `${state}: ${what}`, FAULT_CLASSES[state])),
        ...moment.remedies.map(({ what, state }) => make("li", `${state}: ${what}`)),
      );
    },
  };
}

/** `fault, 12 of 30 s`. */
function phaseInWords(moment: RunMoment): string {
  const { phase, phaseElapsedMs, phaseLengthMs, untilSteady, isStopping, isOver, elapsedMs } = moment;
  if (isOver) return `over after ${formatMs(elapsedMs)}`;
  const elapsed = Math.floor(phaseElapsedMs / 1000);
  const length =
    phaseLengthMs === undefined ? "" : ` of ${untilSteady ? "at most " : ""}${Math.ceil(phaseLengthMs / 1000)}`;
  return `${isStopping ? "Ending: " : ""}${phase}, ${elapsed}${length} s`;
}

function shareOf({ phaseElapsedMs, phaseLengthMs, isOver }: RunMoment): number {
  if (isOver) return 1;
  // A phase may be left out, and is 0 ms long then.
  return phaseLengthMs ? Math.min(1, phaseElapsedMs / phaseLengthMs) : 0;
}

import type { Person, Role } from "../../judge/gameday/day-event.ts";
import type { DayStage, DayState } from "../../judge/gameday/day-state.ts";
import { isSamePerson } from "../../judge/gameday/fold-day.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { EndedRun } from "./day-runner.ts";
import { DeskError } from "./desk-error.ts";

const stagesInWords: Readonly<Record<DayStage["kind"], string>> = {
  gathering: "people are still gathering",
  deciding: "it is for the leader to say go or no-go",
  running: "a run is under way",
  reviewing: "what was learned is being written down",
  closing: "all experiments are through",
  over: "the day is over",
};

/**
 * Checks that somebody is there, in a part that may ask for something.
 * @param what completes `only the leader …`
 */
export function checkMay({ present }: DayState, by: Person, allowed: readonly Role[], what: string): void {
  if (!allowed.includes(by.role)) {
    throw new DeskError({ message: `only the ${allowed.join(" and the ")} ${what}, and ${by.name} is ${by.role}` });
  }
  if (!present.some((one) => isSamePerson(one, by))) throw new DeskError({ message: `${by.name} isn't here` });
}

/**
 * The stage that the day is at, which must be this one.
 * @param what completes `… can't be …`
 */
export function checkStage<Kind extends DayStage["kind"]>(
  { stage }: DayState,
  kind: Kind,
  what: string,
): Extract<DayStage, { kind: Kind }> {
  if (stage.kind === kind) return stage as Extract<DayStage, { kind: Kind }>;
  throw new DeskError({ message: `${what} can't be now: ${stagesInWords[stage.kind]}` });
}

/** The experiment that the day is at, and the run that is spoken of; none between experiments. */
export function subjectOf({ stage, steps }: DayState): { readonly experiment?: string; readonly run?: string } {
  if (!("experiment" in stage)) return {};
  const { experiment } = stage;
  const last =
    stage.kind === "deciding" ? undefined : steps.find((step) => step.experiment === experiment)?.runs.at(-1);
  return { experiment, ...(last?.run !== undefined && { run: last.run }) };
}

/** The verdict of a run in a sentence: of one that ended since somebody at the day had it stop, who that was. */
export function headlineFor({ stops }: Pick<DayState, "stops">, { run, exitCode, headline }: EndedRun): string {
  const first = stops.find((asked) => asked.run === run);
  if (first === undefined || exitCode !== exitCodes.SIGINT) return headline;
  return `Nothing was proved: ${first.by} stopped the run before it could prove anything.`;
}

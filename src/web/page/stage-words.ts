import type { Person } from "../../judge/gameday/day-event.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";

/** The stage of a day, and whose turn it is, in words for one of those who are there. */
export function stageInWords(state: DayState, { role }: Person): { readonly stage: string; readonly turn: string } {
  const { stage, present } = state;
  const leader = present.find((one) => one.role === "leader")?.name;
  /** Says what the leader is to do, to who leads and to others. */
  const led = (yours: string, theirs: string) => {
    if (role === "leader") return `It is your turn: ${yours}.`;
    return leader === undefined ? "Nobody leads now: whoever has the leader's link may come." : `${leader} ${theirs}.`;
  };
  if (state.isLeft)
    return { stage: "The day was left", turn: "It can be taken up again: brownout gameday run --resume." };
  switch (stage.kind) {
    case "gathering":
      return { stage: "Gathering", turn: led("begin when everybody is here", "begins when everybody is here") };
    case "deciding":
      return { stage: `Go or no-go: ${stage.experiment}`, turn: led("say go or no-go", "says go or no-go") };
    case "running":
      return { stage: `Running: ${stage.experiment}`, turn: "Anybody may stop it: by the button below, or the key s." };
    case "reviewing":
      return { stage: `Review: ${stage.experiment}`, turn: reviewTurn(role, led) };
    case "closing":
      return { stage: "All experiments are through", turn: led("end the day", "ends the day") };
    case "over":
      return { stage: "The day is over", turn: "All that was said, and every run, is kept." };
  }
}

function reviewTurn(role: Person["role"], led: (yours: string, theirs: string) => string): string {
  if (role === "scribe") return "It is your turn: write down what was learned, and file findings.";
  return led(
    "write down what was learned, then go on or have it once more",
    "goes on when what was learned is written down",
  );
}

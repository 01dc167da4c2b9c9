import type { Person } from "../../judge/gameday/day-event.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import type { RunPicture } from "../messages.ts";

/** A part of the page that shows something of the day, or of its run. */
export interface Part {
  /** Called when the day is another than before. */
  day?(state: DayState, you: Person): void;
  /** Called when the run is, several times a second; undefined where there is none to show. */
  run?(picture: RunPicture | undefined): void;
}

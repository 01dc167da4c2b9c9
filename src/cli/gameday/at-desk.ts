import type { DayDesk } from "../../assembly/gameday/desk.ts";
import type { Person } from "../../judge/gameday/day-event.ts";

/** The person who leads a day, at its desk. */
export interface AtDesk {
  readonly desk: DayDesk;
  readonly leader: Person;
  /** Asks the person at the terminal for a line; none where nobody can be asked. */
  readonly ask?: (question: string) => Promise<string>;
  print(text: string): void;
}

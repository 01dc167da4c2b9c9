import { gamedaysBeside } from "../../records/journal/day-folder.ts";
import type { GamedayPlaces } from "./gameday-places.ts";

/** The folder that game days are in: beside the runs' where none is named. */
export function gamedaysFolder({ gamedays, runs }: GamedayPlaces): string {
  return gamedays ?? gamedaysBeside(runs);
}

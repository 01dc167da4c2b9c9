import type { DayDesk } from "../assembly/gameday/desk.ts";
import type { Feed } from "./feed.ts";
import type { Members } from "./members.ts";

/** A game day as it is served. */
export interface ServedDay {
  readonly desk: DayDesk;
  /** The folder of the runs, whose reports are shown. */
  readonly runsFolder: string;
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  /** The path below which all of it is, with a slash at both ends. */
  readonly base: string;
  readonly members: Members;
  readonly feed: Feed;
}

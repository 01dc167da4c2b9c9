import type { RunEvent } from "../judge/history/event.ts";

type WithoutTime<Event> = Event extends unknown ? Omit<Event, "atMs"> : never;
/** An event that has yet to be given its time. */
export type NewEvent = WithoutTime<RunEvent>;

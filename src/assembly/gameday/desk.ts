import type { Severity } from "../../files/gameday/finding.ts";
import type { DayEvent, Person } from "../../judge/gameday/day-event.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import type { RunListener } from "../../run/recorder.ts";

/** A finding as somebody writes it down. */
export interface FindingDraft {
  readonly title: string;
  readonly severity: Severity;
  readonly owner: string;
  /** Markdown. */
  readonly text: string;
}

/**
 * A game day under way, as the people at it use it: from a terminal, or from pages. Whatever they ask for that isn't theirs to ask, or that
 * the day isn't at, rejects with a DeskError in words and changes nothing. A promise resolves when what was asked is on disk.
 */
export interface DayDesk {
  readonly state: DayState;
  /** Told of each event after it is in the state; returns what ends it. */
  onEvent(listener: (event: DayEvent, state: DayState) => void): () => void;
  /** Told of the events of the run under way, some twenty a second. */
  onRunEvent(listener: RunListener): () => void;
  come(person: Person): Promise<void>;
  go(person: Person): Promise<void>;
  /** Leader: everybody is there, the first experiment's turn comes. */
  begin(by: Person): Promise<void>;
  /** Leader: go or no-go for the experiment whose turn it is. No-go has a reason, and ends in its review. */
  decide(by: Person, go: boolean, why?: string): Promise<void>;
  /**
   * Anybody, until the run under way has ended by itself, also who is taken for gone: stops it as Ctrl-C does; the second and later askers
   * are noted, and change nothing.
   */
  stop(by: Person): Promise<void>;
  /** Anybody: a note, at most 10,000 characters. */
  note(by: Person, text: string): Promise<void>;
  /** Leader and scribe: what was learned of the experiment in review. */
  learn(by: Person, text: string): Promise<void>;
  /** Leader and scribe, in review: writes a file, and journals it. */
  file(by: Person, draft: FindingDraft): Promise<void>;
  /** Leader, in review: the experiment's turn comes again, after another go. */
  again(by: Person): Promise<void>;
  /** Leader, in review: the next one's turn comes. */
  reviewed(by: Person): Promise<void>;
  /** Leader, when all are through: the day is over. */
  end(by: Person): Promise<void>;
  /** Leader, also one who isn't here while nobody else leads: leaves the day to be taken up again; a run under way is stopped first. */
  leave(by: Person, why: string): Promise<void>;
  /** Resolves when the day is over or left. */
  readonly done: Promise<"over" | "left">;
}

import type { FindingDraft } from "./desk.ts";
import { saidLine, saidText } from "./said.ts";

/** A part of a finding that people write in their own words. */
export type FindingPart = Exclude<keyof FindingDraft, "severity">;

/** The words of each part as they are kept; throw a DeskError where they can't be. */
export const findingWords: Readonly<Record<FindingPart, (text: string) => string>> = {
  title: (text) => saidLine(text, "a finding's title"),
  owner: (text) => saidLine(text, "a finding's owner"),
  text: (text) => (text.trim() === "" ? "" : saidText(text, "a finding")),
};

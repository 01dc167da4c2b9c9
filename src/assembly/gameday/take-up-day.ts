import { parseGameday } from "../../files/gameday/parse-gameday.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { type DayFolder, gamedaysBeside, takeDay } from "../../records/journal/day-folder.ts";
import { CorruptJournalError } from "../../records/journal/journal-error.ts";
import { checkOwnJournal } from "../../records/journal/own-journal.ts";
import { runHolder } from "../../records/journal/run-claim.ts";
import { readText } from "../read-text.ts";
import type { DayContext } from "./day-context.ts";
import { DayRefusedError } from "./day-refused-error.ts";
import { readDay, readDays } from "./read-days.ts";
import { readGameday } from "./read-gameday.ts";
import { type BeginInput, digestOf, type TakenDay } from "./start-day.ts";

/**
 * Takes up the last day of a game day that isn't over. What was agreed on is what was in its file when the day began.
 * @throws DayRefusedError where there is none, or a living process holds it; CorruptJournalError, JournalError, ForeignJournalError
 */
export async function takeUpDay({ file, options }: BeginInput, context: DayContext): Promise<TakenDay> {
  const now = readGameday(file);
  const folder = await openDay(gamedaysBeside(options.runs), now.gameday.name, context);
  await checkOwnJournal(folder);
  const held = await takeDay(folder);
  if (held === undefined) throw await heldError(folder);
  try {
    // Read again, now that nobody else writes it.
    const { state } = await readDay(folder.journalPath);
    const text = readText(folder.filePath, maxTextLength);
    if (digestOf(text) !== state.agreement.digest) throw changedError(folder);
    if (text !== now.text) {
      context.err(
        `warning: ${file} was changed since the day began: what counts is what was agreed on then, ${folder.filePath}`,
      );
    }
    return { read: parseGameday({ path: file, text }), held, state };
  } catch (error) {
    await held.journal.close();
    await held.claim.release();
    throw error;
  }
}

/** The last of a game day's days that isn't over, which is told, since a later one may be. */
async function openDay(gamedays: string, name: string, context: DayContext): Promise<DayFolder> {
  const days = await readDays(gamedays, ({ id }, error) => context.err(`warning: ${id}: ${error.message}`));
  const named = days.filter(({ state }) => state.agreement.name === name);
  const open = named.findLast(({ state }) => state.ended === undefined)?.folder;
  if (open === undefined) {
    throw new DayRefusedError({
      message: `no day of ${name} in ${gamedays} was left or cut off`,
      hint: "Without --resume a day begins.",
    });
  }
  const newest = named.at(-1)?.folder ?? open;
  const over = newest === open ? "" : `; ${newest.id} came after it, and is over`;
  context.err(`taking up ${open.id}, the last day of ${name} that isn't over${over}`);
  return open;
}

async function heldError(folder: DayFolder): Promise<DayRefusedError> {
  const holder = await runHolder(folder.path);
  return new DayRefusedError({
    message: `${folder.id} is held by ${holder === undefined ? "another process" : `process ${holder.process.pid}`}`,
    hint: "A day has one leader: join that one, or leave it there first.",
  });
}

function changedError({ filePath }: DayFolder): CorruptJournalError {
  return new CorruptJournalError({
    message: `${filePath} is another text than the one that the day began with`,
    hint: "It was changed or damaged afterwards: put back what was there, or begin another day.",
  });
}

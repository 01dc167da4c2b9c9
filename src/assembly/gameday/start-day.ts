import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import type { Gameday } from "../../files/gameday/gameday.ts";
import type { ReadGameday } from "../../files/gameday/parse-gameday.ts";
import type { CheckedBudget } from "../../judge/budget/error-budget.ts";
import { dateOf, type Occurrence } from "../../judge/calendar/occurrences.ts";
import type { DayAgreement, DayCheck, DayEvent, Person } from "../../judge/gameday/day-event.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import { foldDay } from "../../judge/gameday/fold-day.ts";
import { createDay, dayFolder, gamedaysBeside, type HeldDay } from "../../records/journal/day-folder.ts";
import { runHolder } from "../../records/journal/run-claim.ts";
import { unlessInterrupted } from "../interrupted.ts";
import type { VariableOptions } from "../load-experiment.ts";
import { checkBudget } from "./check-budget.ts";
import { checkDay } from "./check-day.ts";
import type { DayContext } from "./day-context.ts";
import { DayRefusedError } from "./day-refused-error.ts";
import { type LoadedGameday, loadGameday } from "./load-gameday.ts";
import { readDays } from "./read-days.ts";
import { readGameday } from "./read-gameday.ts";
import { upcomingDay } from "./upcoming-day.ts";

export interface BeginInput {
  /** Path of the game day's file. */
  readonly file: string;
  readonly options: VariableOptions & { readonly runs: string };
  /** Looks what this machine has of what platforms need. */
  readonly examine: (platforms: readonly string[]) => Promise<readonly DayCheck[]>;
}

/** A day that this process holds, before anybody is at its desk. */
export interface TakenDay {
  /** The game day's file as it was when the day began. */
  readonly read: ReadGameday;
  readonly held: HeldDay;
  readonly state: DayState;
}

/**
 * Looks at all that must be so before a game day may begin, and begins its journal with it.
 * @throws GamedayError, DayRefusedError, and what asking for a budget or a rate throws: nothing was started then
 */
export async function startDay(
  input: BeginInput,
  checkLeftovers: () => Promise<DayCheck>,
  context: DayContext,
): Promise<TakenDay> {
  const { file, options } = input;
  const read = readGameday(file);
  const day = upcomingDay(read, context.clock.wallMs());
  const gamedays = gamedaysBeside(options.runs);
  await checkNoneIsOpen(gamedays, read.gameday, day, context);
  const loaded = await loadGameday(read, options, context);
  const budget = await checkBudget(loaded, day, context);
  const looked = checkDay({ loaded, day, budget, ...input, checkLeftovers }, context);
  const checks = await unlessInterrupted(looked, context);
  const agreement = agreementOf(loaded, day, budget);
  const held = await createDay(gamedays, freeId(gamedays, read.gameday, day), read.text);
  const atMs = context.clock.wallMs();
  const events: readonly DayEvent[] = [
    { atMs, type: "day-began", by: read.gameday.participants.leader, day: agreement },
    { atMs, type: "checked", checks },
  ];
  await Promise.all(events.map((event) => held.journal.appendDurably(event)));
  const state = foldDay(events);
  if (state === undefined) throw new Error("the day's first event began no day");
  return { read, held, state };
}

/** @throws DayRefusedError where that day was begun, and is not over */
async function checkNoneIsOpen(
  gamedays: string,
  { name }: Gameday,
  day: Occurrence,
  context: DayContext,
): Promise<void> {
  const days = await readDays(gamedays, ({ id }, error) => context.err(`warning: ${id}: ${error.message}`));
  const open = days.find(
    ({ state: { agreement, ended } }) =>
      ended === undefined && agreement.name === name && dateOf(agreement.when) === dateOf(day),
  );
  if (open === undefined) return;
  const holder = await runHolder(open.folder.path);
  throw new DayRefusedError({
    message: `${open.folder.id} was begun and is not over${holder === undefined ? "" : `: process ${holder.process.pid} holds it`}`,
    hint:
      holder === undefined
        ? "The same command with --resume takes it up again; end it there to begin another on that day."
        : "A day has one leader: join that one.",
  });
}

/** The first name for the day's folder that none has. */
function freeId(gamedays: string, { name }: Gameday, day: Occurrence): string {
  const id = `${dateOf(day)}-${name}`;
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? id : `${id}-${number}`;
    if (!existsSync(dayFolder(gamedays, numbered).path)) return numbered;
  }
}

function agreementOf(
  { gameday, text, plans }: LoadedGameday,
  when: Occurrence,
  budget: CheckedBudget | undefined,
): DayAgreement {
  const { name, title, path, participants, environment, wayBack } = gameday;
  const experiments = plans.map(({ experiment, totalMs }, index) => {
    const { run = "", hypothesis = "" } = gameday.experiments[index] ?? {};
    return { name: experiment.name, title: experiment.title, run, hypothesis, lengthMs: totalMs };
  });
  return {
    name,
    title,
    path,
    digest: digestOf(text),
    when,
    participants: peopleOf(participants),
    environment: environment.is,
    experiments,
    wayBack,
    ...(budget && { budget: budgetOf(budget, gameday) }),
  };
}

/** SHA-256 in hex. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function peopleOf({ leader, scribe, observers }: Gameday["participants"]): readonly Person[] {
  return [
    { name: leader, role: "leader" },
    { name: scribe, role: "scribe" },
    ...observers.map((name): Person => ({ name, role: "observer" })),
  ];
}

function budgetOf(
  { left, planned, isEnough }: CheckedBudget,
  { budget }: Gameday,
): NonNullable<DayAgreement["budget"]> {
  const because = isEnough ? undefined : budget?.exceed?.because;
  return { slo: budget?.slo ?? 0, left, planned, ...(because !== undefined && { exceededBecause: because }) };
}

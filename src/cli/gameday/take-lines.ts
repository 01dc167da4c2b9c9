import type { HeldDesk } from "../../assembly/gameday/held-desk.ts";
import type { Person } from "../../judge/gameday/day-event.ts";
import type { DayStage } from "../../judge/gameday/day-state.ts";
import { printLines } from "../../report/terminal/print.ts";
import { line } from "../../report/terminal/text.ts";
import { BrownoutError, UsageError } from "../../values/errors.ts";
import type { CommandContext } from "../commands/context.ts";
import { terminalStyle } from "../commands/terminal.ts";
import type { AtDesk } from "./at-desk.ts";
import type { DayScreen } from "./day-screen.ts";
import { type Lines, promptedLines, scriptLines } from "./lines.ts";
import { nextQuestion } from "./next-question.ts";
import { isForRuns, sayLine, wordsAt } from "./words.ts";

export interface LeaderAtDesk {
  readonly desk: HeldDesk;
  readonly leader: Person;
  readonly screen: DayScreen;
  readonly onInterrupt: () => void;
}

/** Does what lines say, one after the other, until the day is over or left; it is left where they end. */
export async function takeLines(
  { desk, leader, screen, onInterrupt }: LeaderAtDesk,
  context: CommandContext,
): Promise<void> {
  const ended = new AbortController();
  const end = () => ended.abort();
  desk.done.then(end, end);
  const canAsk = context.terminal?.canType ?? false;
  const lines = canAsk ? promptedLines(process, onInterrupt) : scriptLines(process.stdin);
  const print = (text: string) => screen.print(text);
  const ask = async (question: string) => {
    const answer = await lines.next(question, ended.signal);
    if (answer !== undefined) return answer;
    throw new UsageError({ message: "nothing was typed, and nothing was done" });
  };
  const at: AtDesk = { desk, leader, print, ...(canAsk && { ask }) };
  const next = canAsk ? askedLines(at, lines, context, ended.signal) : () => lines.next("", ended.signal);
  try {
    for (let said = await next(); !ended.signal.aborted; said = await next()) {
      if (said === undefined) await desk.leaveFor("the input ended");
      else await saySoon(said, at, screen, ended.signal);
    }
  } finally {
    lines.close();
  }
}

const prompts: Readonly<Partial<Record<DayStage["kind"], string>>> = {
  deciding: "Go or no-go? ",
  closing: "All are through. > ",
};

/** A line that isn't for a run waits until the run is over, so that all lines of a day can be sent at once. */
async function saySoon(said: string, at: AtDesk, screen: DayScreen, ended: AbortSignal): Promise<void> {
  if (!isForRuns(said)) await untilNoRun(at.desk, ended);
  try {
    await sayLine(said, at);
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    screen.complain(error);
  }
}

/** Lines that are asked for: none while a run is shown, and after it what was learned. */
function askedLines(
  { desk, print }: AtDesk,
  lines: Lines,
  context: CommandContext,
  ended: AbortSignal,
): () => Promise<string | undefined> {
  const asked = new Set<string>();
  return async () => {
    await untilNoRun(desk, ended);
    if (ended.aborted) return undefined;
    const question = nextQuestion(desk.state, asked);
    if (question !== undefined) {
      const answer = await lines.next(question.text, ended);
      return answer === undefined ? undefined : question.lineOf(answer.trim());
    }
    const offered = wordsAt(desk.state.stage.kind).map((usage) => usage.split(" ")[0]);
    print(printLines([line("faint", offered.join(" · "))], terminalStyle(context)).join(""));
    return await lines.next(prompts[desk.state.stage.kind] ?? "> ", ended);
  };
}

function untilNoRun(desk: AtDesk["desk"], ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const isOver = () => desk.state.stage.kind !== "running" || ended.aborted;
    if (isOver()) {
      resolve();
      return;
    }
    const look = () => {
      if (!isOver()) return;
      stop();
      ended.removeEventListener("abort", look);
      resolve();
    };
    const stop = desk.onEvent(look);
    ended.addEventListener("abort", look);
  });
}

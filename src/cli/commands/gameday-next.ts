import { readGameday } from "../../assembly/gameday/read-gameday.ts";
import type { Gameday } from "../../files/gameday/gameday.ts";
import { zoneName } from "../../files/gameday/parse-when.ts";
import { isDue, parseCronTime } from "../../judge/calendar/cron-line.ts";
import { clockTime, occurrences } from "../../judge/calendar/occurrences.ts";
import { nextJson } from "../../report/gameday-json.ts";
import { nextInWords } from "../../report/terminal/gameday.ts";
import { UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { CommandContext } from "./context.ts";
import { zoneHere } from "./zone-here.ts";

export interface NextOptions {
  readonly json?: true;
  /** A cron line and its zone. */
  readonly due?: string;
}

/** Says when the next one is; with `--due`, whether it is now. */
export function nextGameday(file: string, { json, due }: NextOptions, context: CommandContext): void {
  const { gameday } = readGameday(file);
  if (due === undefined) sayNext(gameday, json ?? false, context);
  else sayWhetherDue(gameday, due, context);
}

function sayWhetherDue({ when }: Gameday, line: string, context: CommandContext): void {
  const is = isDue(when, cronTime(line), context.clock.wallMs());
  context.out(is ? "due" : "not due");
  context.exitCode(is ? exitCodes.pass : exitCodes.fail);
}

function sayNext(gameday: Gameday, asJson: boolean, context: CommandContext): void {
  const nowMs = context.clock.wallMs();
  const [next] = occurrences(gameday.when, nowMs);
  if (next === undefined) {
    const { first, time, zone } = gameday.when;
    throw new UsageError({
      message: `${gameday.path}: it was ${first} ${time} ${zone}, and there is none to come`,
      hint: "Write a later date under `at`, or `every` with `from`.",
    });
  }
  const here = clockTime(next.atMs, zoneHere());
  const text = asJson ? nextJson(gameday, next, here) : nextInWords(gameday, next, here, nowMs).join("\n");
  context.deliver(text);
}

function cronTime(line: string) {
  const time = parseCronTime(line);
  const zone = zoneName(time?.zone ?? "");
  if (time !== undefined && zone !== undefined) return { ...time, zone };
  throw new UsageError({
    message: `--due ${line} is no line that \`gameday schedule\` prints`,
    hint: "Write five fields, the first two of them numbers, and the time zone where it isn't UTC: --due '0 10 * * 2 Europe/London'.",
  });
}

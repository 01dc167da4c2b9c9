import { join, relative, resolve } from "node:path";
import { findDayExperiments } from "../../assembly/gameday/find-day-experiments.ts";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { type AskedGameday, gamedayText } from "../../files/gameday/gameday-text.ts";
import { parseGameday } from "../../files/gameday/parse-gameday.ts";
import { firstDateFrom } from "../../files/gameday/parse-when.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { packageFolder } from "../../values/own-files.ts";
import { shellWord } from "../../values/shell-word.ts";
import type { CommandContext } from "./context.ts";
import { deliverFiles, type InitMode } from "./init-files.ts";
import { section } from "./section.ts";
import { zoneHere } from "./zone-here.ts";

export interface GamedayInitOptions extends VariableOptions {
  readonly name: string;
  readonly every?: string;
  readonly from?: string;
  readonly at?: string;
  /** In milliseconds. */
  readonly lasts: number;
  readonly leader: string;
  readonly scribe: string;
  readonly observer: readonly string[];
  readonly on?: string;
  readonly experiments: string;
  readonly wayBack: readonly string[];
  readonly slo?: string;
  readonly sloWindow: string;
  readonly spent: string;
  readonly out: string;
  readonly force?: boolean;
  readonly diff?: boolean;
}

/** Begins a game day with the experiments of a folder. Ends with 3 where a file there is none. */
export async function initGameday(options: GamedayInitOptions, context: CommandContext): Promise<void> {
  const { out, experiments: folder, force, diff } = options;
  const path = join(out, "gameday.yaml");
  const found = await findDayExperiments(folder, path, options, context);
  const schema = relative(resolve(out), join(packageFolder(), "schema/gameday.schema.json"));
  const text = gamedayText(asked(options, found, context), schema);
  // What is wrong in an option is said by the key that it became.
  parseGameday({ path, text, hasLines: false });
  const mode: InitMode = diff ? "diff" : force ? "force" : "new";
  const lines = await deliverFiles([{ path, text }], mode);
  context.out([...lines, ...section("left out, as no experiment can be read from them:", found.leftOut)].join("\n"));
  if (mode !== "diff") context.out(["", "next:", `  brownout gameday check ${shellWord(path)}`].join("\n"));
  if (found.leftOut.length > 0) context.exitCode(exitCodes.inconclusive);
}

const HOUR_MIN = 60;

function asked(
  options: GamedayInitOptions,
  { experiments, totalMs }: Awaited<ReturnType<typeof findDayExperiments>>,
  context: CommandContext,
): AskedGameday {
  const { name, leader, scribe, observer: observers, on, wayBack, slo, sloWindow: window, spent, lasts } = options;
  const experimentsMin = Math.ceil(totalMs / 60_000 / HOUR_MIN) * HOUR_MIN;
  const recover = on === "kubernetes" ? "brownout recover --on kubernetes" : "brownout recover";
  return {
    name,
    when: whenOf(options, context),
    lastsMin: Math.max(Math.ceil(lasts / 60_000), experimentsMin),
    leader,
    scribe,
    observers,
    on,
    experiments,
    wayBack: wayBack.length > 0 ? wayBack : [recover],
    ...(slo !== undefined && { budget: { slo, window, spent } }),
  };
}

function whenOf({ every, from, at }: GamedayInitOptions, { clock }: CommandContext): AskedGameday["when"] {
  if (at !== undefined) return { at };
  const rhythm = every ?? `2 weeks on Tuesday 10:00 ${zoneHere()}`;
  return { every: rhythm, from: from ?? firstDateFrom(rhythm, clock.wallMs()) };
}

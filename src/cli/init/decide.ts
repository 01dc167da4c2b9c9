import type { ExperimentWords } from "../../files/init/experiment-words.ts";
import type { CommandContext } from "../commands/context.ts";
import { askSystem } from "./ask-system.ts";
import { type BeginOptions, begin } from "./begin.ts";
import type { Begun } from "./begun.ts";
import { chooseWords, type Given } from "./choose.ts";
import { findSystems } from "./found-systems.ts";
import { canAsk, openPrompts } from "./prompts.ts";
import { type Ask, MissingAnswerError } from "./question.ts";
import { systemsNamed } from "./system-options.ts";

/** A system and an experiment on it, as options and answers have them. */
export interface Decided {
  readonly begun: Begun;
  readonly words: ExperimentWords;
  /** True where somebody answered questions. */
  readonly wasAsked: boolean;
}

/**
 * Decides what `init` is to write. Without a system, a person who can be asked is asked for all that options don't say;
 * with one, only where something is needed that has no usual answer.
 * @param mayAsk false where nobody is to be asked
 */
export async function decide(
  options: BeginOptions & Given,
  mayAsk: boolean,
  context: CommandContext,
): Promise<Decided> {
  if (!mayAsk || !canAsk(context)) return quietly(options, context);
  if (systemsNamed(options).length > 0) {
    try {
      return await quietly(options, context);
    } catch (error) {
      if (!(error instanceof MissingAnswerError)) throw error;
      return asking(options, await openPrompts(context), context);
    }
  }
  const ask = await openPrompts(context);
  const system = await askSystem(findSystems(".", process.env), ask);
  return asking({ ...options, ...system }, ask, context);
}

async function quietly(options: BeginOptions & Given, context: CommandContext): Promise<Decided> {
  const begun = await begin(options, undefined, context);
  return { begun, words: await chooseWords(begun, options, undefined), wasAsked: false };
}

async function asking(options: BeginOptions & Given, ask: Ask, context: CommandContext): Promise<Decided> {
  const begun = await begin(options, ask, context);
  return { begun, words: await chooseWords(begun, options, ask), wasAsked: true };
}

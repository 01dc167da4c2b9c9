import { unlessInterrupted } from "../../assembly/interrupted.ts";
import type { CommandContext } from "../commands/context.ts";
import type { Ask, Question } from "./question.ts";

/** Lines that a list to choose from takes at most. */
const LIST_LINES = 12;

/** Tells whether somebody is there to be asked: at a terminal, and not in CI. */
export function canAsk({ terminal }: CommandContext): boolean {
  return terminal?.canType === true && !process.env.CI;
}

/**
 * Makes what asks on the terminal. A question that is broken off, by Ctrl-C or a signal, ends the command.
 * @throws InterruptedError of the questions
 */
export async function openPrompts(context: CommandContext): Promise<Ask> {
  const { isCancel, select, text } = await import("@clack/prompts");
  return async (question) => {
    const message = `${question.text} (${question.option})`;
    const asked = { message, signal: context.signal };
    const answer =
      question.answers === undefined
        ? await text({ ...asked, ...usualText(question), validate: (value) => wrongWith(question, value ?? "") })
        : await select({
            ...asked,
            ...(question.usual !== undefined && { initialValue: question.usual }),
            options: question.answers.map(({ value, hint }) => ({
              value,
              label: value,
              ...(hint !== undefined && { hint }),
            })),
            maxItems: LIST_LINES,
          });
    if (!isCancel(answer)) return answer;
    if (!context.signal.aborted) context.interrupt();
    return unlessInterrupted(Promise.reject(new Error("the question was broken off")), context);
  };
}

/** Taken by Enter, and shown until something else is typed. */
function usualText({ usual }: Question): { readonly placeholder?: string; readonly defaultValue?: string } {
  if (usual === undefined) return {};
  return { defaultValue: usual, ...(usual !== "" && { placeholder: usual }) };
}

function wrongWith({ usual, wrong }: Question, typed: string): string | undefined {
  if (typed.trim() === "") return usual === undefined ? "this has no usual answer: type one" : undefined;
  return wrong(typed);
}

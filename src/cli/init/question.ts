import { UsageError } from "../../values/errors.ts";

/** Something that a person must or may say: by an option, or by an answer on a terminal. */
export interface Question {
  /** The option that answers it, as it is typed: `--rate`, `--with latency=`. */
  readonly option: string;
  readonly text: string;
  /** The answer where nobody gives another; none where somebody must give one. An empty one may be left out. */
  readonly usual?: string;
  /** Answers to choose from; any text where there are none. */
  readonly answers?: readonly Answer[];
  /** Says what is wrong with an answer; undefined where nothing is. */
  wrong(answer: string): string | undefined;
}

export interface Answer {
  readonly value: string;
  /** A few words on it. */
  readonly hint?: string;
}

/** Asks until there is an answer with which nothing is wrong. */
export type Ask = (question: Question) => Promise<string>;

/** Nothing says what is needed, and nobody is there to be asked. */
export class MissingAnswerError extends UsageError {}

/**
 * The answer to a question: what its option says; else what a person answers, where one can be asked; else the usual.
 * @throws UsageError when something is wrong with what the option says
 * @throws MissingAnswerError
 */
export async function answerTo(question: Question, given: string | undefined, ask: Ask | undefined): Promise<string> {
  const { option, text, usual, answers = [] } = question;
  if (given !== undefined) {
    const wrong = question.wrong(given);
    if (wrong === undefined) return given;
    const typed = option.endsWith("=") ? `${option}${given}` : `${option} ${given}`;
    throw new UsageError({ message: `${typed}: ${wrong}` });
  }
  if (ask !== undefined) return ask(question);
  if (usual !== undefined) return usual;
  const those = answers.length === 0 ? "" : ` It is one of: ${answers.map(({ value }) => value).join(", ")}.`;
  throw new MissingAnswerError({
    message: `nothing answers the question: ${text}`,
    hint: `Say it with ${option}.${those}`,
  });
}

/** Says of an answer that isn't among those to choose from what they are. */
export function notAmong(answer: string, allowed: readonly string[]): string | undefined {
  return allowed.includes(answer) ? undefined : `there is no ${answer}; there are: ${allowed.join(", ")}`;
}

import { LineSplitter } from "../../values/line-splitter.ts";
import { askTerminal } from "./ask-terminal.ts";

/** Of a line no more is kept: a note has less. */
const LONGEST_LINE = 20_000;

/** Lines that somebody types, or a script sends. */
export interface Lines {
  /** The next line; undefined at the end of the input, or when the signal aborts. */
  next(prompt: string, signal: AbortSignal): Promise<string | undefined>;
  close(): void;
}

/** The lines of a stream that nobody types. */
export function scriptLines(stream: NodeJS.ReadStream): Lines {
  const lines = readLines(stream);
  return {
    async next(_prompt, signal) {
      if (signal.aborted) return undefined;
      const aborted = new Promise<undefined>((resolve) => {
        signal.addEventListener("abort", () => resolve(undefined), { once: true });
      });
      const read = lines.next().then(({ value, done }) => (done ? undefined : value));
      return await Promise.race([read, aborted]);
    },
    close: () => void stream.destroy(),
  };
}

async function* readLines(stream: NodeJS.ReadStream): AsyncGenerator<string, undefined> {
  const lines = new LineSplitter(LONGEST_LINE);
  for await (const piece of stream.setEncoding("utf8")) yield* lines.take(piece);
  if (lines.rest !== "") yield lines.rest;
  return undefined;
}

/**
 * The lines that a person types, each after a prompt.
 * @param onInterrupt told of Ctrl-C, which a prompt keeps from being a signal
 */
export function promptedLines(process: Pick<NodeJS.Process, "stdin" | "stdout">, onInterrupt: () => void): Lines {
  return {
    next: (prompt, signal) => askTerminal(process, prompt, signal, onInterrupt),
    close: () => process.stdin.pause(),
  };
}

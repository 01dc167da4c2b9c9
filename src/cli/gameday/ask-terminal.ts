import { createInterface, type Key } from "node:readline";

/** Has a terminal say where what is pasted begins and ends; those that don't know it ignore it. */
const PASTES_NAMED = "\x1b[?2004h";
const PASTES_AS_TYPED = "\x1b[?2004l";

/**
 * Asks at a terminal, and resolves with what is typed until Enter: with all lines of what is pasted. Undefined at the end of the
 * input, or when the signal aborts.
 * @param onInterrupt told of Ctrl-C, which a question keeps from being a signal
 */
export function askTerminal(
  { stdin: input, stdout: output }: Pick<NodeJS.Process, "stdin" | "stdout">,
  question: string,
  signal: AbortSignal,
  onInterrupt: () => void,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const typed = createInterface({ input, output, historySize: 0, prompt: question, signal });
  const before: string[] = [];
  let isPaste = false;
  const onKey = (_text: string, { name }: Key) => {
    if (name === "paste-start" || name === "paste-end") isPaste = name === "paste-start";
  };
  input.on("keypress", onKey);
  typed.on("line", (line) => {
    before.push(line);
    if (isPaste) return;
    resolve(before.join("\n"));
    typed.close();
  });
  typed.on("SIGINT", () => {
    output.write("\n");
    onInterrupt();
  });
  typed.once("close", () => {
    input.off("keypress", onKey);
    output.write(PASTES_AS_TYPED);
    resolve(undefined);
  });
  output.write(PASTES_NAMED);
  typed.prompt();
  return promise;
}

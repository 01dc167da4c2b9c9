import type { RunContext } from "../../assembly/run-context.ts";
import type { UndeliveredError } from "./undelivered-error.ts";

/** The world that a command is given. src/cli.ts makes the real one, and owns stdout and the exit code. */
export interface CommandContext extends RunContext {
  /** Writes words for a person and a line end to stdout. */
  out(text: string): void;
  /** Writes what the command is for, such as JSON, and a line end to stdout: it fails where that can't be delivered. */
  deliver(text: string): void;
  /** Says, as a sentence, where that can be found which stdout may not take. */
  keptElsewhere(hint: string): void;
  /** Says that something which the command is for could not be delivered: it ends with 74 then. */
  undelivered(error: UndeliveredError): void;
  /** Does what a first SIGINT does. */
  interrupt(): void;
  /** Has each SIGINT from now on told to the listener, and `signal` left as it is, until cancelled. */
  onInterrupt(listener: () => void): () => void;
  /** Sets the code that the process will end with; 0 unless set. */
  exitCode(code: number): void;
  /** The terminal that stdout is on; undefined when it is a pipe or a file. */
  readonly terminal: Terminal | undefined;
}

/** A terminal to draw on. */
export interface Terminal {
  /** True where colours are wanted; not when the environment says NO_COLOR (https://no-color.org). */
  readonly colour: boolean;
  size(): { readonly columns: number; readonly rows: number };
  /** Writes control sequences and text as they are. */
  write(text: string): void;
  /** True when somebody can type on it. */
  readonly canType: boolean;
  /** Calls back with what is typed, unbuffered, until cancelled; never where nobody can type. */
  onKey(listener: (key: string) => void): () => void;
}

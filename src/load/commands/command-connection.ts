import type { ResolvedCommand } from "../load.ts";
import type { Traceparent } from "../traceparents.ts";

/** A connection that carries one command at a time. */
export interface CommandConnection {
  /** False once it is of no more use. */
  readonly isOpen: boolean;
  /**
   * Sends a command as soon as it is connected, and resolves when the answer is complete: with the reason why that is a failure,
   * or undefined. Rejects with what broke the connection.
   * @param traceparent goes with it where its protocol has a place for that
   */
  send(texts: readonly string[], traceparent?: Traceparent): Promise<string | undefined>;
  /** Ends it at once, and what is under way on it. */
  close(): void;
}

/** Begins to connect. @param address `host:port`, or a URL of the kind's own */
export type Connect = (address: string) => CommandConnection;

/** The parts of a command that are known before its server is. */
export type KnownCommand = Pick<ResolvedCommand, "sends" | "settings">;

/** A kind of command, as it is sent. One a file. */
export interface CommandKind {
  /** The key that it has in an experiment. */
  readonly key: string;
  /** Throws a UsageError where the command can't be, as far as that shows without its server; absent where all can. */
  check?(command: KnownCommand): void;
  /**
   * Makes ready to connect for a load.
   * @param untilMs on the wall clock: what only the server knows must have been learned by then
   * @throws CommandError where it can't be learned, or the server says that the command can't be
   */
  prepare(command: Omit<ResolvedCommand, "kind" | "connections">, untilMs: number): Promise<Connect>;
}

/** A connection that carries one command at a time. */
export interface CommandConnection {
  /** False once it is of no more use. */
  readonly isOpen: boolean;
  /**
   * Sends a command as soon as it is connected, and resolves when the answer is complete: with the reason why that is a failure,
   * or undefined. Rejects with what broke the connection.
   */
  send(texts: readonly string[]): Promise<string | undefined>;
  /** Ends it at once, and what is under way on it. */
  close(): void;
}

/** A kind of command, as it is sent. One a file. */
export interface CommandKind {
  /** The key that it has in an experiment. */
  readonly key: string;
  /** Begins to connect. @param address `host:port`, or a URL of the kind's own */
  open(address: string, settings: Readonly<Record<string, string>>): CommandConnection;
  /** Throws a UsageError where the settings can't be; absent where all can. */
  check?(settings: Readonly<Record<string, string>>): void;
}

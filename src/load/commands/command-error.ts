/** The commands of a load can't be sent, by what its server tells or doesn't tell. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }

  /** The same, with the load that it is about. */
  ofLoad(name: string): CommandError {
    return new CommandError(`load ${name}: ${this.message}`, this.hint, { cause: this.cause });
  }

  /** Tells by the name whether it is one, also where it comes from another thread, which keeps no class. */
  static is(error: unknown): error is Error & Pick<CommandError, "hint"> {
    return error instanceof Error && error.name === "CommandError";
  }
}

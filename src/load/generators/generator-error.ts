/** A program that sends a load broke. Told by its name where it comes from another thread, which keeps no class. */
export class GeneratorError extends Error {
  override readonly name = "GeneratorError";

  static is(error: unknown): error is Error {
    return error instanceof Error && error.name === "GeneratorError";
  }
}

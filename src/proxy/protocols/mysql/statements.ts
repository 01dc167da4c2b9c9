import { BULK_EXECUTE, CLOSE, EXECUTE, FETCH, LONG_DATA, PREPARE, RESET } from "./commands.ts";

/** Statements of one connection that are remembered; those that were prepared longest ago are forgotten first. */
const STATEMENTS = 1000;
/** MariaDB: stands for the statement that was prepared last. */
const LAST = 0xff_ff_ff_ff;

const TEXT_BYTES = 4096;
/** A command's first byte and the number of a statement. */
const NUMBER_BYTES = 5;

/** Bytes of commands that are needed to follow statements. */
export const NAMING_BYTES: Readonly<Record<number, number>> = {
  [PREPARE]: 1 + TEXT_BYTES,
  [EXECUTE]: NUMBER_BYTES,
  [BULK_EXECUTE]: NUMBER_BYTES,
  [FETCH]: NUMBER_BYTES,
  [LONG_DATA]: NUMBER_BYTES,
  [CLOSE]: NUMBER_BYTES,
  [RESET]: NUMBER_BYTES,
};

/** A connection's prepared statements, by the commands that name them. */
export class Statements {
  #texts = new Map<number, string>();
  #last = "";
  /** Those that were sent parts of their parameters since they were executed. */
  #withParts = new Set<number>();

  /** A command came. @param beginning of it, as much as is needed */
  read(beginning: Buffer): void {
    const [command] = beginning;
    if (command === PREPARE) this.#last = textOf(beginning);
    else if (command === LONG_DATA) this.#withParts.add(numberIn(beginning));
    else if (command !== FETCH) this.#withParts.delete(numberIn(beginning));
  }

  /** The server has given a number to a statement. */
  prepared(number: number, text: string): void {
    this.#texts.delete(number);
    this.#texts.set(number, text);
    if (this.#texts.size <= STATEMENTS) return;
    for (const oldest of this.#texts.keys()) {
      this.#texts.delete(oldest);
      return;
    }
  }

  /** The text of the statement that a command names; empty when it isn't known. */
  textFor(beginning: Buffer): string {
    const number = numberIn(beginning);
    return number === LAST ? this.#last : (this.#texts.get(number) ?? "");
  }

  /** True when parts of its parameters wait for the command that names it: they go with it, or stay. */
  hasPartsFor(beginning: Buffer): boolean {
    return this.#withParts.has(numberIn(beginning));
  }

  /** One that knows as much of commands, and goes on learning what the server answers: a number is given once. */
  copy(): Statements {
    const statements = new Statements();
    statements.#texts = this.#texts;
    statements.#last = this.#last;
    statements.#withParts = new Set(this.#withParts);
    return statements;
  }
}

/** The text that a PREPARE prepares. */
export function textOf(beginning: Buffer): string {
  return beginning.toString("utf8", 1);
}

function numberIn(beginning: Buffer): number {
  return beginning.length < NUMBER_BYTES ? LAST : beginning.readUInt32LE(1);
}

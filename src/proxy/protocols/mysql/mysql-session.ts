import type { Messages } from "../../queries/message-cutter.ts";
import type { Query, QuerySession } from "../../queries/query.ts";
import { standInOf } from "../../queries/stand-in.ts";
import { CALLS, QUERY } from "./commands.ts";
import type { Handshake } from "./handshake.ts";
import { MysqlQuery } from "./mysql-query.ts";
import { FULL_BYTES, type MessageHead, type PacketListener, type PacketScanner } from "./packet-scanner.ts";
import { textAt } from "./query-attributes.ts";
import { NAMING_BYTES, type Statements } from "./statements.ts";

const ERROR = 0xff;
/** Of a query that is looked at, and of an error as far as it names what it couldn't read. */
const QUERY_BYTES = 4097;
const ERROR_BYTES = 500;

/** A connection as far as it has been seen, by who goes on watching it. */
export interface SeenConnection {
  readonly asked: PacketScanner;
  readonly answered: PacketScanner;
  readonly handshake: Handshake;
  readonly statements: Statements;
  /** Tells whether its messages can't be read any more. */
  isOpaque(): boolean;
}

/** A connection to MySQL from there on. */
export function mysqlSession(seen: SeenConnection): QuerySession {
  const queries = new Queries(seen);
  const errors = new StandInErrors();
  return {
    asked: new LookedAt(queries, seen.asked.fork(queries), seen),
    answered: new LookedAt(errors, seen.answered.fork(errors), seen),
  };
}

/** Looks for something in the messages of one direction. */
interface Finder<T> extends PacketListener {
  /** The message under way, once it is known: what is looked for, or null. */
  found: T | null | undefined;
}

class LookedAt<T> implements Messages<T> {
  readonly #finder: Finder<T>;
  readonly #scanner: PacketScanner;
  readonly #seen: SeenConnection;

  constructor(finder: Finder<T>, scanner: PacketScanner, seen: SeenConnection) {
    this.#finder = finder;
    this.#scanner = scanner;
    this.#seen = seen;
  }

  get isBetween(): boolean {
    return this.#scanner.isBetween;
  }

  get isOpaque(): boolean {
    return this.#seen.isOpaque();
  }

  step(chunk: Buffer, at: number): number {
    if (this.isBetween) this.#finder.found = undefined;
    return this.#scanner.step(chunk, at, 0);
  }

  mayBegin(): boolean {
    return true;
  }

  take(): T | null | undefined {
    return this.#finder.found;
  }
}

class Queries implements Finder<Query> {
  found: Query | null | undefined;
  readonly #handshake: Handshake;
  readonly #statements: Statements;
  #isSingle = true;

  constructor({ handshake, statements }: SeenConnection) {
    this.#handshake = handshake;
    this.#statements = statements.copy();
  }

  begins({ isCommand, first = 0, bytes }: MessageHead): number {
    this.#isSingle = bytes < FULL_BYTES;
    this.found = isCommand && CALLS.includes(first) ? undefined : null;
    if (!isCommand) return 0;
    return first === QUERY ? QUERY_BYTES : (NAMING_BYTES[first] ?? 0);
  }

  known(beginning: Buffer): void {
    if (beginning[0] === QUERY) this.#find(this.#textOf(beginning), true);
    // What the server keeps for an execution that it isn't asked for, it would add to that of the next.
    else if (this.found !== null)
      this.#find(this.#statements.textFor(beginning), !this.#statements.hasPartsFor(beginning));
    if (beginning[0] !== QUERY) this.#statements.read(beginning);
  }

  /** The answer to one in several packets has another number than that to a stand-in. */
  #find(text: string, canFail: boolean): void {
    this.found = new MysqlQuery({
      text,
      hasAttributes: this.#handshake.hasAttributes,
      canFail: canFail && this.#isSingle,
    });
  }

  #textOf(query: Buffer): string {
    const at = this.#handshake.hasAttributes ? textAt(query) : 1;
    return at === undefined ? "" : query.toString("utf8", at);
  }
}

class StandInErrors implements Finder<number> {
  found: number | null | undefined;

  begins({ first }: MessageHead): number {
    this.found = first === ERROR ? undefined : null;
    return first === ERROR ? ERROR_BYTES : 0;
  }

  known(beginning: Buffer): void {
    this.found = standInOf(beginning.toString("latin1")) ?? null;
  }
}

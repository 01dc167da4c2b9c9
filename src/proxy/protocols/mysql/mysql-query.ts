import type { ErrorAttribute, Query } from "../../queries/query.ts";
import { standInText } from "../../queries/stand-in.ts";
import { StatementText } from "../../queries/statement-text.ts";
import { QUERY } from "./commands.ts";

/**
 * A transaction that is given up is given up: nobody expects an error of that. One whose COMMIT failed would stay open, and be
 * committed by the next statement that begins one: no server does that.
 */
const NEVER_FAILED = /^(rollback|commit)\b/;

const ERROR = 0xff;
/** Of an error that a statement raises itself (SIGNAL), unless it says another. */
const RAISED = 1644;

export interface MysqlQueryOptions {
  /** As much of the statement's text as is known. */
  readonly text: string;
  /** True when the connection's queries have attributes. */
  readonly hasAttributes: boolean;
  /** False where the server would keep parts of it if it weren't asked to do it. */
  readonly canFail: boolean;
}

/** A query of MySQL, or an execution of a prepared statement. */
export class MysqlQuery implements Query {
  readonly failsBy: ErrorAttribute | undefined;
  readonly #text: StatementText;
  readonly #hasAttributes: boolean;

  constructor({ text, hasAttributes, canFail }: MysqlQueryOptions) {
    this.#text = new StatementText(text);
    this.#hasAttributes = hasAttributes;
    this.failsBy = canFail && !this.#text.begins(NEVER_FAILED) ? "sqlstate" : undefined;
  }

  fits(pattern: string): boolean {
    return this.#text.fits(pattern);
  }

  standIn(number: number): Buffer {
    // None, in one set.
    const attributes = this.#hasAttributes ? "\0\x01" : "";
    // Twice: one alone begins a call in MariaDB's mode for Oracle, and its error would name the end of the text.
    const text = `${standInText(number)} ${standInText(number)}`;
    return packet(0, String.fromCharCode(QUERY) + attributes + text);
  }

  errorReply({ sqlstate, errno, message }: Readonly<Record<string, unknown>>): Buffer {
    const reply = packet(1, `\0\0\0#${sqlstate}${message}`);
    reply[4] = ERROR;
    reply.writeUInt16LE(Number(errno) || RAISED, 5);
    return reply;
  }
}

function packet(sequence: number, body: string): Buffer {
  const bytes = Buffer.from(`\0\0\0\0${body}`);
  bytes.writeUIntLE(bytes.length - 4, 0, 3);
  bytes[3] = sequence;
  return bytes;
}

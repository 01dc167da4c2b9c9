import type { ErrorAttribute, Query } from "../../queries/query.ts";
import { standInText } from "../../queries/stand-in.ts";
import { StatementText } from "../../queries/statement-text.ts";

/** A transaction that is given up is given up: nobody expects an error of that. */
const NEVER_FAILED = /^(rollback|abort)\b/;
/** Commands of replication, which are no SQL. */
const REPLICATION = /^(identify_system|(\w+_)?replication(_slot)?|timeline_history|base_backup|upload_manifest)\b/;

/** The name of the statement that a stand-in would make. */
const STAND_IN_NAME = "brownout_query_error_";

/** A simple Query of PostgreSQL, or an Execute, with the text of its statement. */
export class PostgresQuery implements Query {
  readonly failsBy: ErrorAttribute | undefined;
  readonly #type: "Q" | "E";
  readonly #text: StatementText;

  /** @param text as much of it as is known, of bytes, as latin1 */
  constructor(type: "Q" | "E", text: string) {
    this.#type = type;
    this.#text = new StatementText(Buffer.from(text, "latin1").toString("utf8"));
    this.failsBy = this.#text.begins(NEVER_FAILED) ? undefined : "sqlstate";
  }

  /** True when it is a command of replication. */
  get replicates(): boolean {
    return this.#text.begins(REPLICATION);
  }

  fits(pattern: string): boolean {
    return this.#text.fits(pattern);
  }

  standIn(number: number): Buffer {
    const text = `${standInText(number)}\0`;
    // A name: without one it would take the place of the session's unnamed statement, even though it fails.
    return this.#type === "Q" ? message("Q", text) : message("P", `${STAND_IN_NAME}\0${text}\0\0`);
  }

  errorReply({ sqlstate, message: text }: Readonly<Record<string, unknown>>): Buffer {
    return message("E", `SERROR\0VERROR\0C${sqlstate}\0M${text}\0\0`);
  }
}

function message(type: string, body: string): Buffer {
  const bytes = Buffer.from(`${type}\0\0\0\0${body}`);
  bytes.writeInt32BE(bytes.length - 1, 1);
  return bytes;
}

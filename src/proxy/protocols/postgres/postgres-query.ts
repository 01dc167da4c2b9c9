import { matchesGlob } from "../../messages/glob.ts";
import type { ErrorAttribute, Query } from "../../queries/query.ts";

/** A transaction that is given up is given up: nobody expects an error of that. */
const NEVER_FAILED = /^(rollback|abort)\b/;
/** Commands of replication, which are no SQL. */
const REPLICATION = /^(identify_system|(\w+_)?replication(_slot)?|timeline_history|base_backup|upload_manifest)\b/;

/** The beginning of the text of a stand-in, which is no SQL; a number follows. */
const STAND_IN = "brownout_query_error_";

/** A simple Query of PostgreSQL, or an Execute, with the text of its statement. */
export class PostgresQuery implements Query {
  readonly failsBy: ErrorAttribute | undefined;
  readonly #type: "Q" | "E";
  readonly #text: string;

  /** @param text as much of it as is known, of bytes, as latin1 */
  constructor(type: "Q" | "E", text: string) {
    this.#type = type;
    this.#text = asCompared(Buffer.from(text, "latin1").toString("utf8"));
    this.failsBy = NEVER_FAILED.test(this.#text) ? undefined : "sqlstate";
  }

  /** True when it is a command of replication. */
  get replicates(): boolean {
    return REPLICATION.test(this.#text);
  }

  fits(pattern: string): boolean {
    const compared = asCompared(pattern);
    return matchesGlob(compared, this.#text) || matchesGlob(`${compared} *`, this.#text);
  }

  standIn(number: number): Buffer {
    const text = `${STAND_IN}${number}\0`;
    // A name: without one it would take the place of the session's unnamed statement, even though it fails.
    return this.#type === "Q" ? message("Q", text) : message("P", `${STAND_IN}\0${text}\0\0`);
  }

  errorReply({ sqlstate, message: text }: Readonly<Record<string, unknown>>): Buffer {
    return message("E", `SERROR\0VERROR\0C${sqlstate}\0M${text}\0\0`);
  }
}

/** The number of the stand-in that an error is about: it names what it couldn't read. */
export function standInOf(error: string): number | undefined {
  const number = /\bbrownout_query_error_(\d{1,15})\b/.exec(error)?.[1];
  return number === undefined ? undefined : Number(number);
}

function message(type: string, body: string): Buffer {
  const bytes = Buffer.from(`${type}\0\0\0\0${body}`);
  bytes.writeInt32BE(bytes.length - 1, 1);
  return bytes;
}

/** In any case, on one line, without the semicolon at its end. */
function asCompared(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replace(/^ /, "")
    .replace(/[; ]+$/, "")
    .toLowerCase();
}

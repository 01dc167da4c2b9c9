import type { Messages } from "../../queries/message-cutter.ts";
import type { Query, QuerySession } from "../../queries/query.ts";
import { standInOf } from "../../queries/stand-in.ts";
import type { MessageScanner } from "./message-scanner.ts";
import { asksForEncryption, beginsSession, type Negotiation } from "./negotiation.ts";
import { PostgresQuery } from "./postgres-query.ts";
import { NAMING_CHARS, type StatementTexts } from "./statement-texts.ts";

const ERROR = "E".charCodeAt(0);
const QUERY = "Q".charCodeAt(0);
const EXECUTE = "E".charCodeAt(0);
/** Of the texts that are looked at, and of an error as far as it names what it couldn't read. */
const ASKED_CHARS = { ...NAMING_CHARS, Q: 4096, E: 512 };
const ERROR_CHARS = { E: 400 };

/** A session as far as it has been seen. */
export interface SeenSession {
  readonly asked: MessageScanner;
  readonly answered: MessageScanner;
  readonly negotiation: Negotiation;
  readonly texts: StatementTexts;
}

/** A connection to PostgreSQL from there on. */
export function postgresSession(seen: SeenSession): QuerySession {
  const negotiation = seen.negotiation.copy();
  const asked = new Asked(seen.asked, negotiation, seen.texts.copy());
  return { asked, answered: new Answered(seen.answered, negotiation, asked) };
}

class Asked implements Messages<Query> {
  isOpaque = false;
  readonly #scanner: MessageScanner;
  readonly #negotiation: Negotiation;
  readonly #texts: StatementTexts;
  #known: PostgresQuery | undefined;

  constructor(seen: MessageScanner, negotiation: Negotiation, texts: StatementTexts) {
    this.#negotiation = negotiation;
    this.#texts = texts;
    const malformed = () => {
      this.isOpaque = true;
    };
    const known = (type: string, beginning: string) => this.#read(type, beginning);
    this.#scanner = seen.fork({ known, malformed, startsUp: (code) => this.#startsUp(code) }, ASKED_CHARS);
  }

  get isBetween(): boolean {
    return this.#scanner.isBetween;
  }

  step(chunk: Buffer, at: number): number {
    return this.#scanner.step(chunk, at, 0);
  }

  mayBegin(byte: number): boolean {
    return byte === QUERY || byte === EXECUTE;
  }

  take(): Query | null | undefined {
    const known = this.#known;
    this.#known = undefined;
    return known?.replicates ? null : known;
  }

  #read(type: string, beginning: string): void {
    const [first = ""] = beginning.split("\0", 1);
    if (type === "Q") this.#known = new PostgresQuery("Q", first);
    else if (type === "E") this.#known = new PostgresQuery("E", this.#texts.textOf(first));
    else this.#texts.read(type, beginning);
  }

  #startsUp(code: number): boolean {
    if (asksForEncryption(code)) this.#negotiation.asked();
    return beginsSession(code);
  }
}

class Answered implements Messages<number> {
  isOpaque = false;
  readonly #scanner: MessageScanner;
  readonly #negotiation: Negotiation;
  readonly #asked: Asked;
  #known: number | null | undefined;

  constructor(seen: MessageScanner, negotiation: Negotiation, asked: Asked) {
    this.#negotiation = negotiation;
    this.#asked = asked;
    const malformed = () => {
      this.isOpaque = true;
    };
    const known = (_: string, beginning: string) => {
      this.#known = standInOf(beginning) ?? null;
    };
    // Of one that was under way before, the end may tell, and isn't looked for.
    const begins = () => {
      this.#known = undefined;
    };
    this.#scanner = seen.fork({ begins, known, malformed }, ERROR_CHARS);
  }

  get isBetween(): boolean {
    return this.#scanner.isBetween;
  }

  step(chunk: Buffer, at: number): number {
    const begin = this.#negotiation.read(chunk, at);
    if (begin === undefined) {
      // What follows is encrypted, either way.
      this.isOpaque = true;
      this.#asked.isOpaque = true;
      return chunk.length;
    }
    return begin > at ? begin : this.#scanner.step(chunk, at, 0);
  }

  mayBegin(byte: number): boolean {
    return byte === ERROR;
  }

  take(): number | null | undefined {
    const known = this.#known;
    this.#known = undefined;
    return known;
  }
}

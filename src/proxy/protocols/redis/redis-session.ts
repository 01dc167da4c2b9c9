import type { Messages } from "../../queries/message-cutter.ts";
import type { Query, QuerySession } from "../../queries/query.ts";
import type { ClientReply } from "./client-reply.ts";
import { CONFIRMED, REPLICATION } from "./command-names.ts";
import type { CommandScanner } from "./command-scanner.ts";
import { RedisQuery, standInOf } from "./redis-query.ts";
import { REPLY_TEXT_CHARS, type ReplyScanner } from "./reply-scanner.ts";

const NEWLINE = 10;
const RETURN = 13;
const MINUS = 45;
/** Of a command that is looked at. */
const CHARS = 4096;

/** They set a connection up, or make a stream of it, and are never chosen. */
const NEVER_CHOSEN = new Set([
  ..."auth hello select client reset quit readonly readwrite asking monitor replconf".split(" "),
  ...REPLICATION,
  ...CONFIRMED,
]);

/** A connection to Redis, from where these scanners of its bytes are. */
export function redisSession(commands: CommandScanner, replies: ReplyScanner, clientReply: ClientReply): QuerySession {
  const answered = new Errors(replies);
  return { answered, asked: new Commands(commands, answered, clientReply) };
}

class Commands implements Messages<Query> {
  isOpaque = false;
  readonly #scanner: CommandScanner;
  readonly #errors: Errors;
  readonly #clientReply: ClientReply;
  #known: Query | null | undefined;

  constructor(seen: CommandScanner, errors: Errors, clientReply: ClientReply) {
    this.#errors = errors;
    this.#clientReply = clientReply;
    const malformed = () => {
      this.isOpaque = true;
    };
    const command = (words: readonly string[]) => this.#command(words);
    this.#scanner = seen.fork({ command, malformed }, { chars: CHARS, isEnough: () => false });
  }

  get isBetween(): boolean {
    return this.#scanner.isBetween;
  }

  step(chunk: Buffer, at: number): number {
    return this.#scanner.step(chunk, at, 0);
  }

  mayBegin(byte: number): boolean {
    return byte !== RETURN && byte !== NEWLINE;
  }

  take(): Query | null | undefined {
    const known = this.#known;
    this.#known = undefined;
    return known;
  }

  #command(words: readonly string[]): void {
    const [name = "", ...others] = words.slice(0, 3).map((word) => word.toLowerCase());
    const isUnanswered = this.#clientReply.isUnanswered([name, ...others]);
    this.#known = NEVER_CHOSEN.has(name) ? null : new RedisQuery(words, isUnanswered);
    if (!REPLICATION.includes(name)) return;
    this.isOpaque = true;
    this.#errors.isOpaque = true;
  }
}

class Errors implements Messages<number> {
  isOpaque = false;
  readonly #scanner: ReplyScanner;

  constructor(seen: ReplyScanner) {
    const malformed = () => {
      this.isOpaque = true;
    };
    this.#scanner = seen.fork({ begins: () => true, ended: () => undefined, malformed });
  }

  get isBetween(): boolean {
    return this.#scanner.isBetween;
  }

  step(chunk: Buffer, at: number): number {
    return this.#scanner.step(chunk, at, 0);
  }

  mayBegin(byte: number): boolean {
    return byte === MINUS;
  }

  take(): number | null | undefined {
    const { isBetween, text } = this.#scanner;
    return isBetween || text.length >= REPLY_TEXT_CHARS ? (standInOf(text) ?? null) : undefined;
  }
}

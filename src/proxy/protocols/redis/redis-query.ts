import { matchesGlob } from "../../messages/glob.ts";
import type { ErrorAttribute, Query } from "../../queries/query.ts";

/** A transaction begins and ends as the caller believes: an error inside it makes EXEC fail. */
const NEVER_FAILED = new Set("multi exec discard watch unwatch".split(" "));

/** The beginning of the name of a stand-in's command, which no server knows; a number follows. */
const STAND_IN = "BROWNOUT.QUERY.ERROR.";

/** A command to Redis: its words, as they are typed. */
export class RedisQuery implements Query {
  readonly failsBy: ErrorAttribute | undefined;
  readonly #text: string;

  /**
   * @param words as many as are known, the last one perhaps cut; of bytes, as latin1
   * @param isUnanswered true where its caller wants to hear no reply, so that no error would reach it
   */
  constructor(words: readonly string[], isUnanswered: boolean) {
    this.failsBy = isUnanswered || NEVER_FAILED.has(words[0]?.toLowerCase() ?? "") ? undefined : "error";
    this.#text = asCompared(Buffer.from(words.join(" "), "latin1").toString("utf8"));
  }

  fits(pattern: string): boolean {
    const trimmed = pattern.trim();
    const [start = ""] = trimmed.split("*", 1);
    // A star may stand for some of the command, or for all of it and more.
    const asWritten = asCompared(start) + trimmed.slice(start.length);
    return [asCompared(trimmed), asWritten].some(
      (compared) => matchesGlob(compared, this.#text) || matchesGlob(`${compared} *`, this.#text),
    );
  }

  standIn(number: number): Buffer {
    const name = `${STAND_IN}${number}`;
    return Buffer.from(`*1\r\n$${name.length}\r\n${name}\r\n`);
  }

  errorReply({ error }: Readonly<Record<string, unknown>>): Buffer {
    return Buffer.from(`-${error}\r\n`);
  }
}

/** The number of the stand-in that an error is about: servers name the command that they don't know. */
export function standInOf(error: string): number | undefined {
  const number = /brownout\.query\.error\.(\d{1,15})\b/i.exec(error)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Commands are the same in any case, keys aren't. */
function asCompared(text: string): string {
  const end = text.indexOf(" ");
  return end === -1 ? text.toUpperCase() : text.slice(0, end).toUpperCase() + text.slice(end);
}

import type { Call, EdgeRecorder } from "../../edge-recorder.ts";
import type { MessageLayer, MessageLink } from "../../messages/message-layer.ts";
import { OpenCalls } from "../../open-calls.ts";
import { Queries } from "../../queries/queries.ts";
import type { Protocol, Watcher } from "../protocol.ts";
import { ClientReply } from "./client-reply.ts";
import { CONFIRMED, REPLICATION, SUBSCRIBING } from "./command-names.ts";
import { CommandScanner, type WantedWords } from "./command-scanner.ts";
import { failureOf } from "./failure-of.ts";
import { redisSession } from "./redis-session.ts";
import { type Reply, ReplyScanner } from "./reply-scanner.ts";

const STAR = 42;
/** A command as a line, which no HTTP is. */
const INLINE = /^[a-z]+([ \t][^\r\n]*)?\r?\n/i;
const HTTP_LINE = / HTTP\/\d(\.\d)?\r?\n/;
/** First bytes of replies that say that a line was understood as a command. */
const REPLIES = "+-:$*%";
/** Said to those who connect, whether they asked for something or not. */
const FULL = "-ERR max number of clients";

/** A call is a command and its reply, in RESP2 or RESP3. */
export const redis: Protocol = {
  name: "redis",
  messages: "queries",

  recognises(asked, answered) {
    const reply = answered.toString("latin1", 0, FULL.length);
    if (asked.length === 0) return FULL.startsWith(reply) ? (reply === FULL ? true : undefined) : false;
    if (asked[0] === STAR) return asked.length === 1 ? undefined : /^\*[-\d]/.test(asked.toString("latin1", 0, 2));
    const line = asked.toString("latin1");
    if (!line.includes("\n")) return /^[a-z]+([ \t]|\r?$)/i.test(line) && reply === "" && undefined;
    if (!INLINE.test(line) || HTTP_LINE.test(line)) return false;
    return reply === "" ? undefined : REPLIES.includes(reply.charAt(0));
  },

  watch: (recorder, acceptedMs) => new RedisWatcher(recorder, acceptedMs),
};

interface RedisCall extends Call {
  /** In lower case. */
  readonly name: string;
}

/** Commands that wait until somebody else adds what they take. */
const BLOCKING = ["blpop", "brpop", "brpoplpush", "blmove", "blmpop", "bzpopmin", "bzpopmax", "bzmpop"];
const MESSAGES = ["message", "pmessage", "smessage"];

/** Commands whose later words say what they do to the answers, and how many words are needed to know. */
const WORDS_NEEDED: ReadonlyMap<string, number> = new Map([
  ["client", 3],
  ["xread", 4],
  ["xreadgroup", 7],
]);
const WANTED: WantedWords = {
  chars: 1024,
  isEnough: ([name = "", ...others]) => others.length + 1 >= (WORDS_NEEDED.get(name.toLowerCase()) ?? 1),
};

class RedisWatcher implements Watcher {
  readonly calls: OpenCalls<RedisCall>;
  readonly #acceptedMs: number;
  readonly #commands: CommandScanner;
  readonly #replies: ReplyScanner;
  readonly #clientReply = new ClientReply();
  /** Channels that the connection is subscribed to, in RESP2. */
  #channels = 0;

  constructor(recorder: EdgeRecorder, acceptedMs: number) {
    this.#acceptedMs = acceptedMs;
    this.calls = new OpenCalls(recorder);
    const command = (words: readonly string[], startedMs: number) => this.#command(words.map(lowered), startedMs);
    this.#commands = new CommandScanner({ command, malformed: () => this.calls.lose() }, WANTED);
    this.#replies = new ReplyScanner({
      begins: (type, nowMs) => this.#replyBegins(type, nowMs),
      ended: (reply, nowMs) => this.#reply(reply, nowMs),
      malformed: () => this.calls.lose(),
    });
  }

  join(link: MessageLink): MessageLayer {
    return new Queries(link, redisSession(this.#commands, this.#replies, this.#clientReply.copy()));
  }

  request(chunk: Buffer, nowMs: number): void {
    this.#commands.feed(chunk, nowMs);
  }

  answer(chunk: Buffer, nowMs: number): void {
    this.#replies.feed(chunk, nowMs);
  }

  #command(words: readonly string[], startedMs: number): void {
    if (this.#clientReply.isUnanswered(words)) {
      this.calls.beginUnanswered(startedMs);
      return;
    }
    const [name = ""] = words;
    this.calls.begin({ startedMs, name, kind: isWait(words) ? "wait" : undefined });
  }

  #replyBegins(type: string, nowMs: number): boolean {
    if (type === "-" || !REPLICATION.includes(this.calls.first?.name ?? "")) return !this.calls.isOver;
    this.calls.answerBegan(nowMs);
    this.calls.answered(nowMs);
    this.calls.becomeStream();
    return false;
  }

  #reply(reply: Reply, nowMs: number): void {
    const isError = reply.type === "-" || reply.type === "!";
    const failure = isError ? failureOf(reply.text) : undefined;
    if (this.#isUnasked(reply)) return;
    const call = this.calls.first;
    if (call === undefined) {
      if (failure === undefined) this.calls.lose();
      else this.calls.refused(this.#acceptedMs, failure);
      return;
    }
    this.calls.answerBegan(reply.startedMs);
    this.calls.answered(nowMs, failure);
    if (call.name === "reset") this.#channels = 0;
    if (call.name === "monitor" && !isError) this.calls.becomeStream();
    else if (SUBSCRIBING.includes(call.name) && reply.text === call.name) this.calls.noteStream();
  }

  /** Tells whether nobody waits for this: a message, or one of several confirmations of one command. */
  #isUnasked({ type, text, number }: Reply): boolean {
    const asked = this.calls.first?.name ?? "";
    const canBe = type === ">" || (type === "*" && (this.#channels > 0 || CONFIRMED.includes(asked)));
    if (!canBe) return false;
    if (!CONFIRMED.includes(text)) return type === ">" || MESSAGES.includes(text);
    if (type === "*") this.#channels = number;
    return asked !== text;
  }
}

/**
 * Tells whether a command waits on purpose: WAIT doesn't, as it waits for work that it asked for. QUIT is as good as one:
 * callers may go without its answer.
 */
function isWait(words: readonly string[]): boolean {
  const [name = ""] = words;
  if (name === "quit") return true;
  if (name !== "xread" && name !== "xreadgroup") return BLOCKING.includes(name);
  const options = name === "xread" ? words.slice(1) : words.slice(4);
  return options.includes("block") && !options.slice(0, options.indexOf("block")).includes("streams");
}

function lowered(word: string): string {
  return word.toLowerCase();
}

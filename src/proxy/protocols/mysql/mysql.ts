import type { Call, EdgeRecorder } from "../../edge-recorder.ts";
import type { MessageLayer, MessageLink } from "../../messages/message-layer.ts";
import { OpenCalls } from "../../open-calls.ts";
import { Queries } from "../../queries/queries.ts";
import type { Protocol, Watcher } from "../protocol.ts";
import { AnswerReader } from "./answer-reader.ts";
import { ANSWERS, type AnswerForm, CALLS, PREPARE } from "./commands.ts";
import { ERROR_BYTES, ServerError } from "./failure-of.ts";
import { isGreeting } from "./greeting.ts";
import { GREETING_BYTES, Handshake, RESPONSE_BYTES } from "./handshake.ts";
import { mysqlSession } from "./mysql-session.ts";
import { type MessageHead, PacketScanner } from "./packet-scanner.ts";
import { NAMING_BYTES, Statements, textOf } from "./statements.ts";

/** A call is a query or the execution of a prepared statement, up to the last of its results (protocol version 10). */
export const mysql: Protocol = {
  name: "mysql",
  messages: "queries",
  beginsWithAnswer: true,

  recognises(asked, answered) {
    return asked.length === 0 && isGreeting(answered);
  },

  watch: (recorder, acceptedMs) => new MysqlWatcher(recorder, acceptedMs),
};

interface MysqlCall extends Call {
  readonly answer: AnswerForm;
  /** That a PREPARE prepares, once it is known. */
  text?: string;
}

const ERROR = 0xff;

class MysqlWatcher implements Watcher {
  readonly calls: OpenCalls<MysqlCall>;
  readonly #asked: PacketScanner;
  readonly #answered: PacketScanner;
  readonly #handshake = new Handshake();
  readonly #answer = new AnswerReader(this.#handshake);
  readonly #statements = new Statements();
  /** The caller's turn: to wait for the greeting, to answer it, to ask. */
  #turn: "waits" | "responds" | "asks" = "waits";
  /** The PREPARE that is being asked. */
  #preparing: MysqlCall | undefined;
  #hasBegun: MysqlCall | undefined;
  #isOpaque = false;

  constructor(recorder: EdgeRecorder, acceptedMs: number) {
    this.calls = new OpenCalls(recorder);
    this.#asked = new PacketScanner({
      begins: (head) => (this.#turn === "asks" ? this.#asks(head) : this.#responds(head)),
      known: (beginning) => this.#known(beginning),
    });
    this.#answered = new PacketScanner({
      begins: (head) => this.#answerBegins(head),
      ended: (beginning, head, nowMs) => this.#answers(beginning, head, nowMs),
    });
    this.calls.begin({ startedMs: acceptedMs, kind: "step", answer: "greeting" });
  }

  join(link: MessageLink): MessageLayer {
    const seen = {
      asked: this.#asked,
      answered: this.#answered,
      handshake: this.#handshake,
      statements: this.#statements,
      isOpaque: () => this.#isOpaque,
    };
    return new Queries(link, mysqlSession(seen));
  }

  request(chunk: Buffer, nowMs: number): void {
    this.#asked.feed(chunk, nowMs);
  }

  answer(chunk: Buffer, nowMs: number): void {
    this.#answered.feed(chunk, nowMs);
  }

  #responds({ startedMs }: MessageHead): number {
    // Nobody who speaks MySQL speaks before the server.
    if (this.#turn === "waits") this.#lose();
    this.calls.begin({ startedMs, kind: "step", answer: "login" });
    return RESPONSE_BYTES;
  }

  #asks({ isCommand, first = -1, startedMs }: MessageHead): number {
    // Of a login, or of a file that the server asked for.
    if (!isCommand) return 0;
    const answer = ANSWERS[first];
    if (answer === undefined) this.#lose();
    else if (answer !== "none") {
      const call: MysqlCall = { startedMs, kind: CALLS.includes(first) ? undefined : "step", answer };
      this.calls.begin(call);
      if (first === PREPARE) this.#preparing = call;
    }
    return NAMING_BYTES[first] ?? 0;
  }

  #known(beginning: Buffer): void {
    if (this.#turn === "asks") {
      this.#statements.read(beginning);
      if (beginning[0] === PREPARE && this.#preparing !== undefined) this.#preparing.text = textOf(beginning);
      return;
    }
    this.#turn = "asks";
    if (!this.#handshake.readResponse(beginning) || this.#handshake.isEncrypted) this.#lose();
  }

  #answerBegins({ first, follows, startedMs }: MessageHead): number {
    const call = this.calls.first;
    // The last words of a server to a caller that asked for nothing are an error.
    const isAsked = call !== undefined && (follows || !this.#answer.isInResult);
    if (!isAsked && first !== ERROR) this.#lose();
    if (call !== this.#hasBegun) this.calls.answerBegan(startedMs);
    this.#hasBegun = call;
    if (first === ERROR) return ERROR_BYTES;
    return call?.answer === "greeting" ? GREETING_BYTES : this.#answer.wantedBytes(first);
  }

  #answers(beginning: Buffer, head: MessageHead, nowMs: number): void {
    const call = this.calls.first;
    if (head.first === ERROR) this.#error(new ServerError(beginning), nowMs);
    else if (call?.answer === "greeting") this.#greets(beginning, nowMs);
    else if (call?.answer === "stream") this.#becomesStream();
    else if (call !== undefined) this.#goesOn(call, beginning, head, nowMs);
  }

  #error(error: ServerError, nowMs: number): void {
    if (error.isProgress) return;
    this.#answer.reset();
    this.calls.answered(nowMs, error.failure);
  }

  #greets(greeting: Buffer, nowMs: number): void {
    if (this.#handshake.readGreeting(greeting)) this.calls.answered(nowMs);
    else this.#lose();
    this.#turn = "responds";
  }

  #goesOn(call: MysqlCall, message: Buffer, head: MessageHead, nowMs: number): void {
    const { isInResult } = this.#answer;
    const progress = this.#answer.read(call.answer, message, head);
    if (progress === "malformed") this.#lose();
    else if (call.text !== undefined && !isInResult) this.#statements.prepared(message.readUInt32LE(1), call.text);
    if (progress === "file") this.#takesFile(nowMs);
    if (progress !== "over") return;
    this.calls.answered(nowMs);
    if (call.answer === "login" && this.#handshake.isUnreadable) this.#lose();
  }

  /** Counts the call, as the data that the caller sends now is a stream. */
  #takesFile(nowMs: number): void {
    this.calls.noteStream();
    this.calls.answeredButFor({ startedMs: nowMs, kind: "mark", answer: "result" }, nowMs);
  }

  #becomesStream(): void {
    this.#isOpaque = true;
    this.calls.becomeStream();
  }

  #lose(): void {
    this.#isOpaque = true;
    this.calls.lose();
  }
}

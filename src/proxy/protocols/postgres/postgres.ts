import type { Call, EdgeRecorder } from "../../edge-recorder.ts";
import type { MessageLayer, MessageLink } from "../../messages/message-layer.ts";
import { OpenCalls } from "../../open-calls.ts";
import { Queries } from "../../queries/queries.ts";
import type { Protocol, Watcher } from "../protocol.ts";
import { failureOf } from "./failure-of.ts";
import { MessageScanner } from "./message-scanner.ts";
import { asksForEncryption, beginsSession, Negotiation } from "./negotiation.ts";
import { postgresSession } from "./postgres-session.ts";
import { NAMING_CHARS, StatementTexts } from "./statement-texts.ts";

const CANCEL = 80_877_102;
const HEAD_BYTES = 8;
/** The server takes no longer first message. */
const FIRST_MESSAGE_BYTES = 10_000;

/** A call is a simple Query, up to ReadyForQuery, or one Execute of an extended query (wire protocol 3). */
export const postgres: Protocol = {
  name: "postgres",
  messages: "queries",

  recognises(asked, answered) {
    if (asked.length < HEAD_BYTES) return (asked[0] ?? 0) === 0 && answered.length === 0 && undefined;
    const bytes = asked.readInt32BE(0);
    const code = asked.readInt32BE(4);
    if (bytes < HEAD_BYTES || bytes > FIRST_MESSAGE_BYTES) return false;
    if (code === CANCEL || asksForEncryption(code)) return true;
    if (!beginsSession(code)) return false;
    // The first parameter's name; Kafka's requests may begin just so, and have a number there.
    return asked.length === HEAD_BYTES ? undefined : /[a-z_]/i.test(String.fromCharCode(asked[HEAD_BYTES] ?? 0));
  },

  watch: (recorder) => new PostgresWatcher(recorder),
};

interface PostgresCall extends Call {
  /** The message that ends it: of an Execute CommandComplete or its like, of all others ReadyForQuery. */
  readonly until: "complete" | "ready";
}

/** Messages of a caller: Bind, Close, CopyData, CopyDone, CopyFail, Describe, Execute, Flush, FunctionCall, Parse, … */
const ASKED = "BCDEFHPQSXcdfp";
const ANSWERED = "123ACDEGHIKNRSTVWZcdnstv";
/** Messages of an extended query. */
const EXTENDED = "PBDECH";
/** Messages that an answer begins with once it is worked on: rows, completions, errors, COPY. */
const BEGINNINGS = "CDEGHIVWs";
/** Enough of an error for its code, which comes before its text. */
const ERROR_BEGINNING = { E: 200 };

class PostgresWatcher implements Watcher {
  readonly calls: OpenCalls<PostgresCall>;
  readonly #asked: MessageScanner;
  readonly #answered: MessageScanner;
  readonly #negotiation = new Negotiation();
  readonly #texts = new StatementTexts();
  /** Start of the messages that the next Sync ends; undefined while there are none. */
  #groupMs: number | undefined;
  #groupHasExecute = false;
  /** Cut short by an error: the failure, or none, is that of all calls up to the next ReadyForQuery. */
  #skipped: { readonly failure: string | undefined } | undefined;
  /** A COPY from the caller; it `ends` until what follows its data has. */
  #copyIn: "none" | "runs" | "ends" = "none";
  #hasBegun: PostgresCall | undefined;

  constructor(recorder: EdgeRecorder) {
    this.calls = new OpenCalls(recorder);
    const malformed = () => this.calls.lose();
    const startsUp = (code: number, startedMs: number) => this.#startsUp(code, startedMs);
    const asks = (type: string, startedMs: number) => this.#asks(type, startedMs);
    const begins = (type: string, startedMs: number) => this.#answerBegins(type, startedMs);
    const ended = (type: string, beginning: string, nowMs: number) => this.#answers(type, beginning, nowMs);
    const known = (type: string, beginning: string) => this.#texts.read(type, beginning);
    this.#asked = new MessageScanner({ begins: asks, known, startsUp, malformed }, ASKED, NAMING_CHARS, true);
    this.#answered = new MessageScanner({ begins, ended, malformed }, ANSWERED, ERROR_BEGINNING, false);
  }

  join(link: MessageLink): MessageLayer {
    const seen = { asked: this.#asked, answered: this.#answered, negotiation: this.#negotiation, texts: this.#texts };
    return new Queries(link, postgresSession(seen));
  }

  request(chunk: Buffer, nowMs: number): void {
    this.#asked.feed(chunk, nowMs);
  }

  answer(chunk: Buffer, nowMs: number): void {
    const at = this.#negotiation.read(chunk, 0);
    // Yes: what follows is encrypted.
    if (at === undefined) this.calls.lose();
    else this.#answered.feed(chunk.subarray(at), nowMs);
  }

  #startsUp(code: number, startedMs: number): boolean {
    if (code === CANCEL) {
      this.calls.end();
      return false;
    }
    if (this.calls.first === undefined) this.calls.begin({ startedMs, kind: "step", until: "ready" });
    if (asksForEncryption(code)) this.#negotiation.asked();
    return beginsSession(code);
  }

  #asks(type: string, startedMs: number): void {
    if (type === "S") this.#syncs(startedMs);
    else if (type === "Q" || type === "F") this.calls.begin({ startedMs, until: "ready" });
    else if ((type === "c" || type === "f") && this.#copyIn === "runs") this.#copyIn = "ends";
    if (!EXTENDED.includes(type)) return;
    this.#groupMs ??= startedMs;
    if (type !== "E") return;
    this.#groupHasExecute = true;
    this.calls.begin({ startedMs, until: "complete" });
  }

  #syncs(startedMs: number): void {
    // While it takes in a COPY the server ignores this, and the one after the data ends what the COPY began.
    if (this.#copyIn === "runs") return;
    const kind = this.#groupHasExecute ? "mark" : "step";
    if (this.#copyIn === "none") this.calls.begin({ startedMs: this.#groupMs ?? startedMs, kind, until: "ready" });
    this.#copyIn = "none";
    this.#groupMs = undefined;
    this.#groupHasExecute = false;
  }

  #answerBegins(type: string, startedMs: number): void {
    const call = this.calls.first;
    if (call === this.#hasBegun || !BEGINNINGS.includes(type)) return;
    this.#hasBegun = call;
    this.calls.answerBegan(startedMs);
  }

  #answers(type: string, beginning: string, nowMs: number): void {
    switch (type) {
      case "C":
      case "I":
      case "s":
        if (this.calls.first?.until === "complete") this.calls.answered(nowMs);
        break;
      case "E":
        this.#error(failureOf(beginning), nowMs);
        break;
      case "G":
      case "H":
      case "W":
        this.#copyBegins(type === "G", nowMs);
        break;
      case "Z":
        this.#ready(nowMs);
        break;
      default:
    }
  }

  #error(failure: string | undefined, nowMs: number): void {
    if (this.#copyIn === "runs") this.#copyIn = "ends";
    const call = this.calls.first;
    // The last words of a server to a caller that asked for nothing.
    if (call === undefined) return;
    if (call.until === "complete") {
      this.calls.answered(nowMs, failure);
      this.#skipped = { failure };
    } else {
      this.calls.answeredButFor(this.#mark(nowMs), nowMs, failure);
    }
  }

  /** The rest of a COPY is a stream. */
  #copyBegins(isIn: boolean, nowMs: number): void {
    if (isIn) this.#copyIn = "runs";
    this.calls.noteStream();
    if (this.calls.first?.until === "ready") {
      this.calls.answeredButFor(this.#mark(nowMs), nowMs);
      return;
    }
    this.calls.answered(nowMs);
    if (!isIn) return;
    // A Sync that was sent together with the Execute is ignored, too.
    while (this.calls.first?.kind === "mark") this.calls.answered(nowMs);
    this.calls.begin(this.#mark(nowMs));
  }

  #ready(nowMs: number): void {
    const skipped = this.#skipped;
    this.#skipped = undefined;
    this.#copyIn = "none";
    while (this.calls.first?.until === "complete") this.calls.answered(nowMs, skipped?.failure);
    if (this.calls.first === undefined) this.calls.lose();
    else this.calls.answered(nowMs);
  }

  #mark(nowMs: number): PostgresCall {
    return { startedMs: nowMs, kind: "mark", until: "ready" };
  }
}

import type { Call, EdgeRecorder } from "../edge-recorder.ts";
import { type AnswerHead, methodOf, readAnswerHead } from "../http-heads.ts";
import { type Framing, framingOf, HttpScanner, isInFirstLine, OPAQUE } from "../http-scanner.ts";
import { Exchanges } from "../messages/exchanges.ts";
import type { MessageLayer, MessageLink } from "../messages/message-layer.ts";
import { OpenCalls } from "../open-calls.ts";
import type { MessagesUnderWay, Protocol, Watcher } from "./protocol.ts";

/** A first line that is longer is left to the scanner, which has limits of its own. */
const LINE_BYTES = 1000;

const ANSWER_START = "HTTP/";

/** Calls are requests whose head has passed; those that are answered by a 5xx have failed (RFC 9112). */
export const http1: Protocol = {
  name: "http/1",
  messages: "requests",

  recognises(asked, answered) {
    if (answered.length > 0 && !isWhollyAsked(asked)) return beginsAnAnswer(answered);
    // RFC 9112, 2.2: empty lines before a message are ignored.
    const from = asked.findIndex((byte) => byte !== 13 && byte !== 10);
    if (from === -1) return undefined;
    const newline = asked.indexOf(10, from);
    if (newline === -1) return beginsALine(asked, from) && (asked.length > LINE_BYTES || undefined);
    return isLetter(asked[from]) && isRequestLine(asked.toString("latin1", from, newline + 1));
  },

  watch: (recorder) => new Http1Watcher(recorder),
};

/** Makes what follows a connection on which no whole head has come. */
export function beginMessages(): MessagesUnderWay {
  const requests = new HttpScanner({ head: () => OPAQUE, isHead: isRequestLine });
  return { requests, answers: new HttpScanner({ head: () => OPAQUE }), methods: [] };
}

function isRequestLine(line: string): boolean {
  return methodOf(line) !== undefined;
}

function isWhollyAsked(asked: Buffer): boolean {
  return asked.toString("latin1").trimStart().includes("\n");
}

/** A server that speaks first doesn't speak HTTP, unless it tells a silent caller to go (408). */
function beginsAnAnswer(answered: Buffer): boolean | undefined {
  const begin = answered.toString("latin1", 0, 100).trimStart().slice(0, ANSWER_START.length);
  if (begin === ANSWER_START) return true;
  return ANSWER_START.startsWith(begin) ? undefined : false;
}

function beginsALine(asked: Buffer, from: number): boolean {
  return isLetter(asked[from]) && isInFirstLine(asked.toString("latin1", from));
}

function isLetter(byte = 0): boolean {
  return (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}

interface HttpCall extends Call {
  /** HEAD and CONNECT change how the answer is framed. */
  readonly method: string;
}

class Http1Watcher implements Watcher {
  readonly calls: OpenCalls<HttpCall>;
  readonly #recorder: EdgeRecorder;
  readonly #requests: HttpScanner;
  readonly #answers: HttpScanner;
  #answer: AnswerHead | undefined;
  #hasCalls = false;

  constructor(recorder: EdgeRecorder) {
    this.#recorder = recorder;
    this.calls = new OpenCalls(recorder);
    this.#requests = new HttpScanner({
      head: (head, startedMs) => this.#requestHead(head, startedMs),
      isHead: isRequestLine,
      malformed: () => this.#requestMalformed(),
    });
    this.#answers = new HttpScanner({
      begins: () => this.#answerBegins(),
      head: (head, startedMs) => this.#answerHead(head, startedMs),
      ended: (nowMs) => this.#answerEnded(nowMs),
      malformed: () => this.calls.close("malformed answer"),
    });
  }

  join(link: MessageLink): MessageLayer {
    const methods = this.calls.waiting.map(({ method }) => method);
    return new Exchanges(link, { requests: this.#requests, answers: this.#answers, methods });
  }

  request(chunk: Buffer, nowMs: number): void {
    this.#requests.feed(chunk, nowMs);
  }

  answer(chunk: Buffer, nowMs: number): void {
    this.#answers.feed(chunk, nowMs);
  }

  answersEnded(nowMs: number): void {
    if (this.#answers.isUntilClose) this.#answerEnded(nowMs);
  }

  #requestHead(head: string, startedMs: number): Framing {
    const method = methodOf(head);
    if (method === undefined) {
      this.#requestMalformed();
      return OPAQUE;
    }
    this.#hasCalls = true;
    this.calls.begin({ startedMs, method });
    return framingOf(head) ?? 0;
  }

  /** No more requests will be seen; those that were seen are still answered. */
  #requestMalformed(): void {
    if (!this.#hasCalls) this.calls.lose();
  }

  /** Bytes that nobody asked for aren't HTTP, or no longer. */
  #answerBegins(): void {
    if (this.calls.first !== undefined) return;
    this.calls.end();
    this.#answers.stop();
  }

  #answerHead(head: string, startedMs: number): Framing {
    const call = this.calls.first;
    const answer = call === undefined ? undefined : readAnswerHead(head, call.method);
    if (answer === undefined) {
      this.calls.close("malformed answer");
      return OPAQUE;
    }
    this.#answer = answer;
    if (answer.isInterim) return answer.framing;
    this.calls.answerBegan(startedMs);
    this.#recorder.noteStatus(answer.status);
    if (answer.isSwitch) {
      this.#answerEnded(this.#recorder.nowMs());
      this.calls.becomeStream();
    }
    return answer.framing;
  }

  #answerEnded(nowMs: number): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer === undefined || answer.isInterim) return;
    this.calls.answered(nowMs, answer.status >= 500 ? `status ${answer.status}` : undefined);
  }
}

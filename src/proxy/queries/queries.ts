import type { Clock } from "../../values/clock/clock.ts";
import { type AppliedMessageToxic, type AppliedQueryToxic, actsOnQueries } from "../applied-toxic.ts";
import type { MessageLayer, MessageLink } from "../messages/message-layer.ts";
import type { Sink } from "../segment.ts";
import type { Ending } from "../toxics/toxic.ts";
import { CutStream } from "./cut-stream.ts";
import type { Query, QuerySession } from "./query.ts";
import { choosingQuery } from "./query-choice.ts";
import { QueryTurn, type TurnLink } from "./query-turn.ts";

/** Stand-ins whose errors are waited for; a caller that reads its answers has fewer. */
const STAND_INS_LIMIT = 100_000;

/** A query that a toxic failed, and whose error hasn't come yet. */
interface Failed {
  readonly by: AppliedQueryToxic;
  /** The error that its caller gets. */
  readonly reply: Buffer;
}

/**
 * The queries of one connection to a database, between its caller and everything else. A query that is chosen waits,
 * or goes to the server as a request that fails there (a stand-in), and the error of that gets other words on its way
 * back: so the order of answers and the state of the session are always the server's own.
 *
 *   caller --> CutStream: Query --> QueryTurn: its toxics, stand-ins --> toxics on bytes --> server
 *   caller <-- CutStream: errors of stand-ins in other words         <-- toxics on bytes <-- server
 */
export class Queries implements MessageLayer, TurnLink {
  readonly on = "queries";
  readonly clock: Clock;
  readonly fromCaller: Sink;
  readonly fromCallee: Sink;
  readonly #link: MessageLink;
  readonly #session: QuerySession;
  readonly #asked: CutStream<Query>;
  readonly #answered: CutStream<number>;
  #toxics: readonly AppliedQueryToxic[] = [];
  /** The query that waits, and its way. */
  #query: Query | undefined;
  #turn: QueryTurn | undefined;
  /** By the numbers of their stand-ins, in order. */
  readonly #failed = new Map<number, Failed>();
  /** Number of the last stand-in. */
  #standIn: number;

  constructor(link: MessageLink, session: QuerySession) {
    const { asked, answered } = session;
    this.clock = link.clock;
    this.#link = link;
    this.#session = session;
    this.#standIn = link.standInsFrom;
    this.#asked = new CutStream({
      messages: asked,
      next: link.toCallee,
      found: (query) => this.#came(query),
      holdBack: (full) => link.holdRequests(this, full),
    });
    this.#answered = new CutStream({
      messages: answered,
      next: link.toCaller,
      found: (number) => this.#errorCame(number),
      holdBack: (full) => link.holdAnswers(this, full),
    });
    this.fromCaller = { data: (chunk) => this.#asks(chunk), end: (ending) => this.#callerEnded(ending) };
    this.fromCallee = { data: (chunk) => this.#answers(chunk), end: (ending) => this.#answered.end(ending) };
  }

  refresh(toxics: readonly AppliedMessageToxic[]): void {
    this.#toxics = toxics.filter(actsOnQueries);
    this.#turn?.keep(this.#toxics);
    this.#restIfIdle();
  }

  changed(toxic: AppliedMessageToxic): void {
    if (actsOnQueries(toxic)) this.#turn?.changed(toxic);
  }

  callerDrained(): void {
    // Nothing is said to the caller but what the server says.
  }

  stop(): void {
    this.#turn?.stop();
    this.#asked.stop();
    this.#answered.stop();
  }

  pass(): void {
    this.#over();
    this.#asked.pass();
    this.#restIfIdle();
  }

  fail(by: AppliedQueryToxic): void {
    const query = this.#query;
    this.#over();
    if (query === undefined) return;
    const number = ++this.#standIn;
    this.#failed.set(number, { by, reply: query.errorReply(by.attributes) });
    if (this.#failed.size > STAND_INS_LIMIT) this.#forgetUpTo(number - STAND_INS_LIMIT);
    this.#asked.replace(query.standIn(number));
  }

  #asks(chunk: Buffer): void {
    this.#asked.data(chunk);
    this.#restIfIdle();
  }

  #answers(chunk: Buffer): void {
    this.#answered.data(chunk);
    this.#restIfIdle();
  }

  #came(query: Query): void {
    // In answers that make no sense no error of a stand-in would be found.
    const toxics = this.#session.answered.isOpaque ? [] : this.#toxics;
    const chosenBy = choosingQuery(toxics, query, this.#link.seed);
    if (chosenBy.length === 0) {
      this.#asked.pass();
      return;
    }
    this.#query = query;
    this.#turn = new QueryTurn(this, chosenBy);
    this.#turn.begin();
  }

  #over(): void {
    this.#turn?.stop();
    this.#turn = undefined;
    this.#query = undefined;
  }

  #errorCame(number: number): void {
    const failed = this.#failed.get(number);
    if (failed === undefined) {
      // The caller's own, of a text that is like a stand-in's.
      this.#answered.pass();
      return;
    }
    // Those before it that had none were skipped by the server, or asked without an answer.
    this.#forgetUpTo(number);
    failed.by.actedCount++;
    this.#answered.replace(failed.reply);
  }

  #forgetUpTo(number: number): void {
    for (const earlier of this.#failed.keys()) {
      if (earlier > number) return;
      this.#failed.delete(earlier);
    }
  }

  #callerEnded(ending: Ending): void {
    this.#asked.end(ending);
    if (ending.how !== "reset") return;
    // Nobody waits any more for what is held.
    this.#over();
    this.#asked.drop();
  }

  #restIfIdle(): void {
    const isUsed = this.#toxics.length > 0 || this.#turn !== undefined || this.#failed.size > 0;
    if (!isUsed && this.#asked.isIdle && this.#answered.isIdle) this.#link.idle();
  }
}

import { formatMs } from "../../judge/criteria/format.ts";
import { type Clock, sleep } from "../../values/clock/clock.ts";
import type { Effect } from "../fault.ts";
import { type OpenCall, openCall, type ProxiedCall } from "./proxied-call.ts";
import { type Talk, talksWith } from "./talk.ts";
import type { ToxicKind } from "./toxic-kind.ts";

/** A callee that hasn't answered by then is no measure for anything. */
const BEFORE_WITHIN_MS = 1_000;

/** The address at which a proxy listens, as it is reached from here. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface ToxicProofOptions {
  readonly kind: ToxicKind;
  readonly params: unknown;
  readonly clock: Clock;
  readonly reach: () => Promise<ListenAddress | undefined>;
  /** The address that the proxy leads to, `db:5432`; undefined when that can't be known. */
  readonly upstream: (signal: AbortSignal) => Promise<string | undefined>;
}

/** The result of a call before the toxic went in, and the talk to make another like it. */
interface Before {
  readonly talk: Talk;
  readonly seen: ProxiedCall;
}

/**
 * Shows that a toxic takes effect by calls of our own through the proxy, before and after it went in; for a server that
 * doesn't count what its toxics do, such as the stock Toxiproxy. They talk as the callee does: HTTP, Redis, PostgreSQL, or
 * a server that speaks first. What they can't show is unknown.
 */
export class ToxicProof {
  readonly #options: ToxicProofOptions;
  #before: Before | undefined;
  #during: OpenCall | undefined;

  constructor(options: ToxicProofOptions) {
    this.#options = options;
  }

  /** Measures how it is without the toxic. */
  async before(signal: AbortSignal): Promise<void> {
    const [first, ...others] = talksWith((await this.#options.upstream(signal)) ?? "");
    this.#before = await this.#try(first, signal);
    if (this.#before === undefined || isAnswered(this.#before)) return;
    const tried = await Promise.all(others.map((talk) => this.#try(talk, signal)));
    const answered = tried.find((one) => one !== undefined && isAnswered(one));
    // Of those that got no answer, the one that said nothing stays what it was.
    this.#before = answered ?? tried.find((one) => one?.talk.opening.length === 0) ?? this.#before;
  }

  /** Asked again and again: calls when no call is under way, and looks at how far it has come. */
  async look(): Promise<Effect> {
    const before = this.#before;
    if (before === undefined) return unknown("the proxy can't be reached from here to see what the toxic does");
    if (!isAnswered(before) && !this.#options.kind.isShownBySilence) {
      return unknown("whatever we said through the proxy, nothing answered even before the toxic went in");
    }
    this.#during ??= await this.#call(before.talk);
    const now = this.#during?.read();
    if (now === undefined) return unknown("the proxy can't be reached from here any more");
    const evidence = `a call of ours (${before.talk.protocol}) ${inWords(now)}; before, it ${inWords(before.seen)}`;
    if (this.#options.kind.shows(this.#options.params, now, before.seen)) {
      this.stop();
      return { took: "true", evidence };
    }
    if (now.end !== undefined) this.stop();
    return unknown(evidence);
  }

  /** Ends the call that is under way. */
  stop(): void {
    this.#during?.cut();
    this.#during = undefined;
  }

  async #try(talk: Talk, signal: AbortSignal): Promise<Before | undefined> {
    const call = await this.#call(talk);
    if (call === undefined) return undefined;
    try {
      await Promise.race([call.ended, sleep(this.#options.clock, BEFORE_WITHIN_MS, signal)]);
      return { talk, seen: call.read() };
    } finally {
      call.cut();
    }
  }

  async #call(talk: Talk): Promise<OpenCall | undefined> {
    const reached = await this.#options.reach();
    return reached && openCall(reached.host, reached.port, talk, this.#options.clock);
  }
}

function isAnswered({ seen }: Before): boolean {
  return seen.answeredMs !== undefined;
}

function unknown(evidence: string): Effect {
  return { took: "unknown", evidence };
}

function inWords({ answeredMs, lastByteMs, elapsedMs, end, bytes, pieces }: ProxiedCall): string {
  const open =
    end === undefined ? "and goes on" : end === "closed" ? `and ended after ${formatMs(elapsedMs)}` : `then ${end}`;
  if (answeredMs === undefined || lastByteMs === undefined) {
    return end === undefined ? `had no answer after ${formatMs(elapsedMs)}` : `had no answer: ${end}`;
  }
  const size = `${bytes} bytes in ${pieces} ${pieces === 1 ? "piece" : "pieces"}`;
  return `was answered after ${formatMs(answeredMs)} with ${size} ${open}`;
}

import { type Clock, sleep } from "../../clock/clock.ts";
import { formatMs } from "../../criteria/format.ts";
import type { Effect } from "../fault.ts";
import { type Exchange, exchange, type OpenExchange } from "./exchange.ts";
import type { ToxicKind } from "./toxic-kind.ts";

/** A callee that hasn't answered by then is no measure for anything. */
const BEFORE_WITHIN_MS = 1_000;

/** Where a proxy listens, as it is reached from here. */
export interface Reached {
  readonly host: string;
  readonly port: number;
}

/**
 * Shows that a toxic takes effect by calls of our own through the proxy, before and after it went in; for a server that
 * doesn't count what its toxics do, such as the stock Toxiproxy. What they can't show is unknown.
 */
export class ToxicProof {
  readonly #kind: ToxicKind;
  readonly #params: unknown;
  readonly #clock: Clock;
  readonly #reach: () => Promise<Reached | undefined>;
  #before: Exchange | undefined;
  #during: OpenExchange | undefined;

  constructor(kind: ToxicKind, params: unknown, clock: Clock, reach: () => Promise<Reached | undefined>) {
    this.#kind = kind;
    this.#params = params;
    this.#clock = clock;
    this.#reach = reach;
  }

  /** Measures how it is without the toxic. */
  async before(signal: AbortSignal): Promise<void> {
    const call = await this.#call();
    if (call === undefined) return;
    try {
      await Promise.race([call.ended, sleep(this.#clock, BEFORE_WITHIN_MS, signal)]);
    } finally {
      this.#before = call.read();
      call.cut();
    }
  }

  /** Asked again and again: calls when no call is under way, and looks at how far it has come. */
  async look(): Promise<Effect> {
    const before = this.#before;
    if (before === undefined) return unknown("the proxy can't be reached from here to see what the toxic does");
    if (before.answeredMs === undefined) return unknown("a call of ours got no answer even before the toxic went in");
    this.#during ??= await this.#call();
    const now = this.#during?.read();
    if (now === undefined) return unknown("the proxy can't be reached from here any more");
    const evidence = `a call of ours ${inWords(now)}; before, it ${inWords(before)}`;
    if (this.#kind.shows(this.#params, now, before)) {
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

  async #call(): Promise<OpenExchange | undefined> {
    const reached = await this.#reach();
    return reached && exchange(reached.host, reached.port, this.#clock);
  }
}

function unknown(evidence: string): Effect {
  return { took: "unknown", evidence };
}

function inWords({ answeredMs, lastByteMs, elapsedMs, end, bytes, pieces }: Exchange): string {
  const open =
    end === undefined ? "and goes on" : end === "closed" ? `and ended after ${formatMs(elapsedMs)}` : `then ${end}`;
  if (answeredMs === undefined || lastByteMs === undefined) {
    return end === undefined ? `had no answer after ${formatMs(elapsedMs)}` : `had no answer: ${end}`;
  }
  const size = `${bytes} bytes in ${pieces} ${pieces === 1 ? "piece" : "pieces"}`;
  return `was answered after ${formatMs(answeredMs)} with ${size} ${open}`;
}

import type { SessionsSpec } from "../../files/experiment/load-spec.ts";
import type { SignalDelta } from "../../judge/measure/signal.ts";
import { parseJsonPointer } from "../../values/json-pointer.ts";
import type { Arrivals, DueArrival } from "../arrivals.ts";
import { DueQueue } from "../due-queue.ts";
import type { ResolvedLoad } from "../load.ts";
import type { StreamContext } from "../load-stream.ts";
import { pausesOf } from "../pauses.ts";
import { type OutgoingRequest, requestArrivals } from "../request-mix.ts";
import { SignalRecorder } from "../signal-recorder.ts";
import type { Stream } from "../stream.ts";
import type { StreamSeeds } from "../stream-seeds.ts";
import { type Traceparents, traceparentsOf } from "../traceparents.ts";
import { DueMessages } from "./due-messages.ts";
import type { Lines } from "./lines.ts";
import { readSentMs } from "./sent-at.ts";
import type { Session } from "./session.ts";

/** A message that was sent so much later than it came is no message of this machine's clock, whatever its latency. */
const AHEAD_MAX_MS = 5;

export interface SessionContext extends Omit<StreamContext, "connections"> {
  readonly lines: Lines;
}

/** A session that waits to be opened again. */
interface Pausing {
  readonly session: Session;
  readonly dueMs: number;
}

/**
 * A load of sessions. Each opens when its arrival comes, and again whenever it ends; its observations are the messages
 * that are due in it, open or not.
 */
export class SessionStream implements Stream {
  readonly name: string;
  readonly #timeoutMs: number;
  readonly #spec: SessionsSpec;
  readonly #context: SessionContext;
  readonly #arrivals: Arrivals<OutgoingRequest>;
  readonly #seed: number;
  /** Undefined for a load whose sessions are opened without. */
  readonly #traceparents: Traceparents | undefined;
  /** Keys that lead to the time at which a message was sent. */
  readonly #sentAt: readonly string[];
  readonly #recorder = new SignalRecorder();
  readonly #sessions: Session[] = [];
  /** In the order in which they began to open. */
  readonly #opening = new Set<Session>();
  /** In the order in which something last came. */
  readonly #open = new Set<Session>();
  readonly #pausing = new DueQueue<Pausing>();
  #attempts = 0;

  /** Begins at `startMs`. */
  constructor(load: ResolvedLoad, spec: SessionsSpec, context: SessionContext, startMs: number, seeds: StreamSeeds) {
    this.name = load.name;
    this.#timeoutMs = load.timeoutMs;
    this.#spec = spec;
    this.#context = context;
    this.#arrivals = requestArrivals(load, { startMs, share: context.share, most: spec.count, forMs: Infinity }, seeds);
    this.#seed = seeds.pauses;
    this.#traceparents = traceparentsOf(load, context.run, seeds);
    this.#sentAt = parseJsonPointer(spec.sentAt) ?? [];
  }

  nextDueMs(): number {
    const { handshakeMs, silenceMs = Infinity } = this.#spec;
    return Math.min(
      this.#arrivals.nextMs,
      this.#pausing.nextDueMs(),
      quietSinceMs(this.#opening) + handshakeMs,
      quietSinceMs(this.#open) + silenceMs,
    );
  }

  doWhatIsDue(most: number): void {
    const { clock } = this.#context;
    const { handshakeMs, silenceMs = Infinity } = this.#spec;
    const nowMs = clock.nowMs();
    this.#dropQuiet(this.#opening, nowMs - handshakeMs, "handshake timeout");
    this.#dropQuiet(this.#open, nowMs - silenceMs, "silence");
    for (let n = 0; n < most; n++) {
      const next = this.#pausing.takeDue(nowMs);
      if (next === undefined) break;
      this.#dial(next.session, next.dueMs);
    }
    for (let n = 0; n < most && this.#arrivals.nextMs <= clock.nowMs(); n++) this.#arrive(this.#arrivals.take());
  }

  take(): SignalDelta {
    const wallMs = this.#context.clock.wallMs();
    const inFlightSinceMs: number[] = [];
    for (const { due, trouble } of this.#sessions) {
      this.#recorder.started(due.takeDue(wallMs));
      for (let n = due.takeExpired(wallMs); n > 0; n--) this.#recorder.ended(this.#timeoutMs, 0, trouble ?? "missing");
      inFlightSinceMs.push(...due.inFlightSinceMs(wallMs));
    }
    const attempts = this.#attempts;
    this.#attempts = 0;
    return { ...this.#recorder.take(inFlightSinceMs, wallMs), attempts };
  }

  #arrive({ scheduledMs, what: request, number }: DueArrival<OutgoingRequest>): void {
    const { clock } = this.#context;
    const session: Session = {
      number,
      request,
      due: new DueMessages(this.#spec.everyMs, this.#timeoutMs, clock.wallMs() - (clock.nowMs() - scheduledMs)),
      line: undefined,
      quietSinceMs: scheduledMs,
      trouble: undefined,
      isNew: true,
      attempts: 0,
      reopenings: 0,
      nextPauseMs: undefined,
    };
    this.#sessions.push(session);
    this.#dial(session, scheduledMs);
  }

  #dial(session: Session, dueMs: number): void {
    const { clock, scheduleLag, lines } = this.#context;
    session.quietSinceMs = clock.nowMs();
    scheduleLag.record(session.quietSinceMs - dueMs);
    this.#attempts++;
    this.#opening.add(session);
    const traceparent = this.#traceparents?.of(session.number, session.attempts++);
    session.line = lines.dial(session.request, traceparent, {
      onOpen: () => this.#opened(session),
      onMessage: (text) => this.#heard(session, text),
      onEnd: (reason, status) => {
        if (status !== undefined) this.#recorder.answered(status);
        this.#lost(session, reason);
      },
    });
  }

  /** No message counts as due that would have come while it opened for the first time. */
  #opened(session: Session): void {
    const { clock, onDue } = this.#context;
    this.#recorder.answered(101);
    if (session.isNew) session.due.restart(clock.wallMs());
    session.isNew = false;
    this.#opening.delete(session);
    this.#listen(session);
    onDue(session.quietSinceMs + (this.#spec.silenceMs ?? Infinity));
  }

  #listen(session: Session): void {
    session.quietSinceMs = this.#context.clock.nowMs();
    this.#open.delete(session);
    this.#open.add(session);
  }

  #heard(session: Session, text: string): void {
    this.#listen(session);
    const sentMs = readSentMs(text, this.#sentAt);
    if (sentMs === undefined) return;
    const wallMs = this.#context.clock.wallMs();
    const { newlyDue, lostMs, isLate } = session.due.came(Math.min(sentMs, wallMs));
    this.#recorder.started(newlyDue);
    for (const dueMs of lostMs) this.#recorder.ended(wallMs - dueMs, 0, session.trouble ?? "missing");
    const isAhead = sentMs - wallMs > AHEAD_MAX_MS;
    if (!isLate) this.#recorder.ended(wallMs - sentMs, 0, isAhead ? "sent in the future" : undefined);
    session.trouble = undefined;
    session.nextPauseMs = undefined;
  }

  #dropQuiet(sessions: ReadonlySet<Session>, sinceMs: number, reason: string): void {
    for (const session of sessions) {
      if (session.quietSinceMs > sinceMs) return;
      session.line?.drop();
      this.#lost(session, reason);
    }
  }

  #lost(session: Session, reason: string): void {
    const { clock, onDue } = this.#context;
    this.#opening.delete(session);
    this.#open.delete(session);
    session.line = undefined;
    session.trouble = reason;
    session.nextPauseMs ??= this.#pauses(session);
    const dueMs = clock.nowMs() + session.nextPauseMs();
    this.#pausing.add({ session, dueMs });
    onDue(dueMs);
  }

  /** Depend on the session's number and how often it was well, and not on how others fared. */
  #pauses(session: Session): () => number {
    const number = session.number + this.#spec.count * session.reopenings++;
    return pausesOf(this.#spec.reconnect, this.#seed, number);
  }
}

function quietSinceMs(sessions: ReadonlySet<Session>): number {
  const [quietest] = sessions;
  return quietest?.quietSinceMs ?? Infinity;
}

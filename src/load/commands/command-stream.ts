import { parseTemplate, RequestValues, renderTemplate, type TemplatePart } from "../../files/experiment/template.ts";
import type { SignalDelta } from "../../judge/measure/signal.ts";
import { UsageError } from "../../values/errors.ts";
import { type Random, seededRandom } from "../../values/random/random.ts";
import { Arrivals, type DueArrival, type Source } from "../arrivals.ts";
import { failureReason } from "../failure.ts";
import type { ResolvedCommand, ResolvedLoad } from "../load.ts";
import { LoadRecorder } from "../load-recorder.ts";
import type { StreamContext } from "../load-stream.ts";
import { mostInFlight } from "../most-in-flight.ts";
import { pacer } from "../pacer.ts";
import type { Stream } from "../stream.ts";
import type { StreamSeeds } from "../stream-seeds.ts";
import { type Traceparent, type Traceparents, traceparentsOf } from "../traceparents.ts";
import type { CommandConnection, Connect } from "./command-connection.ts";
import { CommandPool } from "./command-pool.ts";

/** A command that waits for a connection, or for its answer. */
interface Call {
  readonly scheduledMs: number;
  readonly texts: readonly string[];
  readonly traceparent: Traceparent | undefined;
  /** Undefined while it waits for one. */
  connection: CommandConnection | undefined;
}

/**
 * A load of commands: one for each arrival, whatever became of those before, on a connection of its pool. One that finds none
 * free waits for it; its latency counts from its scheduled time all the same.
 */
export class CommandStream implements Stream {
  readonly name: string;
  readonly #load: ResolvedLoad;
  readonly #context: Omit<StreamContext, "connections">;
  readonly #arrivals: Arrivals<readonly string[]>;
  readonly #pool: CommandPool;
  readonly #maxInFlight: number;
  /** Undefined for a load whose commands go out without. */
  readonly #traceparents: Traceparents | undefined;
  readonly #recorder: LoadRecorder;
  /** All that haven't ended, in the order of their scheduled times. */
  readonly #calls = new Set<Call>();
  /** Of these, those that wait for a connection, in the same order; some may have ended meanwhile. */
  readonly #waiting: Call[] = [];

  /** Begins at `startMs`. */
  constructor(
    load: ResolvedLoad,
    command: ResolvedCommand,
    connect: Connect,
    context: Omit<StreamContext, "connections">,
    startMs: number,
    seeds: StreamSeeds,
  ) {
    const { share } = context;
    this.name = load.name;
    this.#load = load;
    this.#context = context;
    this.#recorder = new LoadRecorder(load.name, load.arms);
    this.#arrivals = new Arrivals(
      pacer(load.pacing, seededRandom(seeds.pacing)),
      textsOf(command, seededRandom(seeds.arrivals)),
      { startMs, share, most: Infinity, forMs: load.arrivalsForMs ?? Infinity },
    );
    const most = Math.max(1, Math.floor(command.connections / share.of));
    this.#pool = new CommandPool(most, command.addresses, connect);
    this.#traceparents = traceparentsOf(load, context.run, seeds);
    this.#maxInFlight = mostInFlight(load.maxInFlight, share);
  }

  nextDueMs(): number {
    const [oldest] = this.#calls;
    const deadlineMs = oldest === undefined ? Infinity : oldest.scheduledMs + this.#load.timeoutMs;
    return Math.min(this.#arrivals.nextMs, deadlineMs);
  }

  doWhatIsDue(most: number): void {
    const { clock } = this.#context;
    this.#timeOut(clock.nowMs());
    for (let n = 0; n < most && this.#arrivals.nextMs <= clock.nowMs(); n++) this.#arrive(this.#arrivals.take());
  }

  take(): SignalDelta {
    return this.#recorder.take([...this.#calls], this.#context.clock.nowMs(), false);
  }

  takeParts(): Readonly<Record<string, SignalDelta>> {
    return this.#recorder.takeArms([...this.#calls], this.#context.clock.nowMs(), false);
  }

  close(): void {
    this.#calls.clear();
    this.#pool.discardAll();
  }

  #arrive({ scheduledMs, what: texts, number }: DueArrival<readonly string[]>): void {
    const lagMs = this.#context.clock.nowMs() - scheduledMs;
    const traceparent = this.#traceparents?.of(number);
    this.#recorder.started(traceparent);
    this.#context.scheduleLag.record(lagMs);
    if (lagMs >= this.#load.timeoutMs) this.#recorder.refused(traceparent, "late");
    else if (this.#calls.size >= this.#maxInFlight) this.#recorder.refused(traceparent, "overflow");
    else {
      const call = { scheduledMs, texts, traceparent, connection: undefined };
      this.#calls.add(call);
      this.#waiting.push(call);
      this.#sendWaiting();
    }
  }

  #sendWaiting(): void {
    for (;;) {
      const call = this.#waiting[0];
      if (call === undefined) return;
      const hasEnded = !this.#calls.has(call);
      const connection = hasEnded ? undefined : this.#pool.take();
      if (!hasEnded && connection === undefined) return;
      this.#waiting.shift();
      if (connection !== undefined) this.#send(call, connection);
    }
  }

  #send(call: Call, connection: CommandConnection): void {
    call.connection = connection;
    connection.send(call.texts, call.traceparent).then(
      (failure) => this.#ended(call, connection, failure, true),
      (error: Error) => this.#ended(call, connection, failureReason(error), false),
    );
  }

  #ended(call: Call, connection: CommandConnection, failure: string | undefined, isUsable: boolean): void {
    // It timed out before, and its connection is gone.
    if (!this.#calls.delete(call)) return;
    this.#recorder.ended(call.traceparent, this.#context.clock.nowMs() - call.scheduledMs, 0, failure);
    if (isUsable) this.#pool.giveBack(connection);
    else this.#pool.discard(connection);
    this.#sendWaiting();
  }

  /** An answer that comes later must not be taken for the next command's, so the connection goes as well. */
  #timeOut(nowMs: number): void {
    const { timeoutMs } = this.#load;
    for (const call of this.#calls) {
      if (nowMs - call.scheduledMs < timeoutMs) break;
      this.#calls.delete(call);
      this.#recorder.ended(call.traceparent, timeoutMs, 0, "timeout");
      if (call.connection !== undefined) this.#pool.discard(call.connection);
    }
    this.#sendWaiting();
  }
}

/** Makes the texts of each arrival. */
function textsOf({ sends }: ResolvedCommand, random: Random): Source<readonly string[]> {
  const templates = sends.map(partsOf);
  let counter = 0;
  return {
    next() {
      const values = new RequestValues(random, ++counter);
      return templates.map((parts) => renderTemplate(parts, values));
    },
  };
}

function partsOf(text: string): readonly TemplatePart[] {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new UsageError({ message: `${parsed.problem} (in a load's command)` });
  return parsed.parts;
}

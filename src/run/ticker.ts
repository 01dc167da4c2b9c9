import type { Sample } from "../judge/measure/samples.ts";
import type { SignalDelta, SignalTotals } from "../judge/measure/signal.ts";
import { addSparse } from "../judge/measure/sparse.ts";
import { deltaOf, joinDeltas } from "../judge/measure/totals.ts";
import type { LoadBatch } from "../load/load.ts";
import type { RunningSystem } from "../platforms/platform.ts";
import type { Cancel, Clock } from "../values/clock/clock.ts";
import { withDeadline } from "../values/clock/deadline.ts";
import { BrownoutError, InconclusiveError } from "../values/errors.ts";
import { readParts } from "./harness-parts.ts";
import type { HarnessProbe } from "./harness-probe.ts";
import type { Recorder } from "./recorder.ts";

/** Aborts are seen within a tick, and a fault shall be out within 100 ms of its condition. */
export const TICK_MS = 50;
/** For the first reading of the edges, before there are ticks. */
const EDGE_DEADLINE_MS = 5000;
/**
 * A batch comes about every tick, and an edge reading takes a millisecond or two; a load or a proxy that says nothing for
 * so many ticks is broken. Ticks stall with the machine, so they count, not time.
 */
const SILENT_TICKS_MAX = 40;

/** The edges could not be read: what they did since is unknown. */
class EdgesLostError extends InconclusiveError {
  override readonly code = "E_EDGES_LOST";
}

/** The load's thread says nothing any more: whether it still sends is unknown. */
class LoadLostError extends InconclusiveError {
  override readonly code = "E_LOAD_LOST";
}

export interface TickerOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly system: RunningSystem;
  readonly probe: HarnessProbe;
  /** Takes the samples of the sampled signals since it was called before; undefined when nothing did. */
  takeSamples(): Readonly<Record<string, readonly Sample[]>> | undefined;
  /** After each tick is in the journal and the state. */
  onTick(): void;
  onBroken(error: unknown): void;
}

/** Records what loads and edges did, tick by tick. */
export class Ticker {
  readonly #options: TickerOptions;
  #cancel: Cancel | undefined;
  #isReading = false;
  #ticksWithoutLoad = 0;
  #ticksWithoutEdges = 0;
  #totals: Readonly<Record<string, SignalTotals>> | undefined;
  #loads: Record<string, SignalDelta> = {};
  #scheduleLag: LoadBatch["scheduleLag"] = [];
  #grainMs = 0;
  #loadStallMs = 0;

  constructor(options: TickerOptions) {
    this.#options = options;
  }

  /** Reads the edges once, so that the first tick covers only what comes after; of connections it has those that are open, too. */
  async prime(): Promise<void> {
    const totals = Object.entries(await this.#readEdges());
    this.#totals = Object.fromEntries(totals.map(([name, { protocols: _, ...total }]) => [name, total]));
  }

  /** Ticks from now on; start it when the load has started. */
  start(): void {
    this.#cancel = this.#options.clock.every(TICK_MS, () => void this.tick());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Takes in what the load did; the next tick records it. */
  addBatch(batch: LoadBatch): void {
    for (const [name, delta] of Object.entries(batch.signals)) {
      const before = this.#loads[name];
      this.#loads[name] = before ? joinDeltas(before, delta) : delta;
    }
    this.#scheduleLag = addSparse(this.#scheduleLag, batch.scheduleLag);
    this.#grainMs = Math.max(this.#grainMs, batch.grainMs);
    this.#loadStallMs = Math.max(this.#loadStallMs, batch.stallMs);
  }

  /** Records what happened until now. It may also be asked for out of turn: at the end of a phase. Never rejects. */
  async tick(): Promise<void> {
    try {
      // Edges that are slow to read must not keep aborts from being judged: the load goes ahead, the edges follow.
      const totals = this.#isReading ? this.#awaitEdges() : await this.#readEdges();
      // Stopped while it read: what came in since belongs to nobody.
      if (!this.#cancel) return;
      this.#expectLoad();
      this.#record(totals);
    } catch (error) {
      if (this.#cancel) this.#options.onBroken(error);
      this.stop();
    }
  }

  #expectLoad(): void {
    this.#ticksWithoutLoad = Object.keys(this.#loads).length > 0 ? 0 : this.#ticksWithoutLoad + 1;
    if (this.#ticksWithoutLoad < SILENT_TICKS_MAX) return;
    throw new LoadLostError({
      message: `the load's thread said nothing for ${SILENT_TICKS_MAX} ticks of ${TICK_MS} ms`,
      hint: "the machine may be too busy to send the load; run the experiment with less on it",
    });
  }

  /** Nothing yet of edges that are being read. */
  #awaitEdges(): Readonly<Record<string, SignalTotals>> {
    if (++this.#ticksWithoutEdges < SILENT_TICKS_MAX) return {};
    throw new EdgesLostError({
      message: `the edges can't be read any more: the fault proxy said nothing for ${SILENT_TICKS_MAX} ticks of ${TICK_MS} ms`,
      hint: "look whether it was stopped or gets no processor; what goes through it hangs meanwhile",
    });
  }

  #record(totals: Readonly<Record<string, SignalTotals>>): void {
    const edges = Object.entries(totals).map(
      ([name, now]) => [name, deltaOf(this.#totals?.[name], now, name)] as const,
    );
    const { probe, system } = this.#options;
    const parts = readParts([...probe.parts, ...(system.harnessParts?.() ?? [])], this.#loadStallMs);
    const grain = this.#grainMs > 0 && { grainMs: this.#grainMs };
    const harness = { ...probe.read(), scheduleLag: this.#scheduleLag, ...grain, ...(parts && { parts }) };
    const samples = this.#options.takeSamples();
    this.#options.recorder.record({
      type: "tick",
      signals: { ...this.#loads, ...Object.fromEntries(edges) },
      ...(samples && { samples }),
      harness,
    });
    this.#totals = { ...this.#totals, ...totals };
    this.#loads = {};
    this.#scheduleLag = [];
    this.#grainMs = 0;
    this.#loadStallMs = 0;
    this.#options.onTick();
  }

  async #readEdges(): Promise<Readonly<Record<string, SignalTotals>>> {
    const { clock, system } = this.#options;
    this.#isReading = true;
    this.#ticksWithoutEdges = 0;
    try {
      return await withDeadline(clock, EDGE_DEADLINE_MS, () => system.readEdges());
    } catch (cause) {
      throw new EdgesLostError({
        message: `the edges can't be read any more: ${cause instanceof Error ? cause.message : String(cause)}`,
        hint: (cause instanceof BrownoutError ? cause.hint : undefined) ?? "Logs in the run's folder may say why.",
        cause,
      });
    } finally {
      this.#isReading = false;
    }
  }
}

import type { ReadSample } from "../clients/sampling/read-sample.ts";
import type { Conceal } from "../files/experiment/concealer.ts";
import type { PhaseName } from "../judge/history/event.ts";
import type { RunResult } from "../judge/history/result.ts";
import { resultOf } from "../judge/history/run-result.ts";
import type { Plan, PlannedFault } from "../judge/plan/plan.ts";
import { startInTime, stopInTime } from "../load/in-time.ts";
import type { LoadDriver, LoadOptions, RunningLoad, SampledRequest } from "../load/load.ts";
import type { Platform, RunningSystem } from "../platforms/platform.ts";
import { takeOut } from "../records/undo/take-out.ts";
import type { Undoer } from "../records/undo/undoer.ts";
import { type Clock, sleep } from "../values/clock/clock.ts";
import { untilAborted, withDeadline } from "../values/clock/deadline.ts";
import type { MachineKind } from "../values/machine-kind.ts";
import { tracePrefix } from "../values/trace-ids.ts";
import { FaultPlayer, type Faults, UNDO_DEADLINE_MS, undoEvents } from "./fault-player.ts";
import type { HarnessProbe } from "./harness-probe.ts";
import { lookAtWaiting } from "./look-at-waiting.ts";
import { type Journal, Recorder, type RunListener } from "./recorder.ts";
import { RemedyPlayer } from "./remedy-player.ts";
import { resolveLoads } from "./resolve-loads.ts";
import { SignalPoller } from "./signal-poller.ts";
import { StopSwitch } from "./stop-switch.ts";
import { TICK_MS, Ticker } from "./ticker.ts";

const DIAGNOSE_DEADLINE_MS = 3000;

/** Everything that a run needs and doesn't choose itself. */
export interface RunOptions<System extends RunningSystem> {
  readonly clock: Clock;
  readonly runId: string;
  readonly version: string;
  /** The machine that this is; none where nobody asks. */
  readonly machine?: MachineKind;
  readonly logFolder: string;
  readonly journal: Journal & { /** Resolves when it can't be written any more. */ readonly broken: Promise<Error> };
  /** Takes out of what others said what must not be kept. */
  readonly conceal: Conceal;
  readonly platform: Platform<System>;
  readonly faultsIn: (system: System) => Faults;
  readonly loadIn: (system: System) => LoadDriver;
  readonly readSampleIn: (system: System) => ReadSample;
  readonly startProbe: (clock: Clock) => HarnessProbe;
  /** Aborts with the name of the signal that ends the run. */
  readonly interrupt: AbortSignal;
  /**
   * Only for a plan without load: keeps the faults in until it resolves, in place of their durations. Called when all are
   * in; its signal aborts when the run stops early.
   */
  whileIn?(signal: AbortSignal): Promise<void>;
  readonly listener: RunListener;
  /**
   * Asks for samples of the requests that the load sends; told of those that have ended, with times in ms of the run. They are in no
   * journal: nothing is concluded from them.
   */
  readonly onSampled?: (requests: readonly SampledRequest[]) => void;
}

/**
 * Runs a plan from up to down; one without load puts its faults in and takes them out, and has no other phases. Doesn't
 * reject for what goes wrong on the way: that is part of the result.
 * Whatever was put in is taken out before it resolves, or the result says what may still be there.
 */
export function runExperiment<System extends RunningSystem>(
  plan: Plan,
  options: RunOptions<System>,
): Promise<RunResult> {
  return new ExperimentRun(plan, options).run();
}

/** The parts of a run while there is load. */
interface UnderLoad {
  readonly ticker: Ticker;
  readonly load: RunningLoad;
}

/** The parts that all phases of a run work with. */
interface PhaseContext<System extends RunningSystem> extends UnderLoad {
  readonly system: System;
  /** Id of the undo record that takes faults along, if any does. */
  readonly within: string | undefined;
  readonly faults: Faults;
}

/** The plan with faults that spare an arm of the traces of this run, and of all others. */
function withArmsOf(run: string, plan: Plan): Plan {
  const faults = plan.faults.map(({ arms, ...fault }) => ({
    ...fault,
    ...(arms && { arms: { ...arms, prefix: tracePrefix(run) } }),
  }));
  return { ...plan, faults };
}

class ExperimentRun<System extends RunningSystem> {
  readonly #plan: Plan;
  readonly #options: RunOptions<System>;
  readonly #recorder: Recorder;
  readonly #stop: StopSwitch;
  #undoers: readonly Undoer[];
  /** Resolves when the look at what calls wait for is over. */
  #looked: Promise<void> = Promise.resolve();

  constructor(plan: Plan, options: RunOptions<System>) {
    const { clock, runId: run, version, machine, journal } = options;
    this.#plan = withArmsOf(run, plan);
    this.#options = options;
    this.#undoers = [options.platform.undoer];
    const wall = new Date(clock.wallMs()).toISOString();
    this.#recorder = new Recorder(
      { type: "run-started", run, version, wall, ...(machine !== undefined && { machine }), plan: this.#plan },
      options,
    );
    this.#stop = new StopSwitch(this.#recorder, options.interrupt);
    void journal.broken.then((error) => this.#stop.stopFor(error));
    void this.#recorder.listenerBroken.then((error) => this.#stop.stopFor(error));
  }

  async run(): Promise<RunResult> {
    try {
      const { system, within } = await this.#bringUp();
      const faults = this.#options.faultsIn(system);
      this.#undoers = [...faults.undoers, this.#options.platform.undoer];
      if (this.#plan.experiment.loads.length === 0) await this.#putFaultsIn(faults, within);
      else await this.#underLoad(system, (parts) => this.#goThroughPhases({ system, within, faults, ...parts }));
    } catch (error) {
      this.#stop.stopFor(error);
    }
    await this.#looked;
    await this.#takeDown();
    this.#stop.close();
    this.#recorder.record({ type: "run-ended", exitCode: resultOf(this.#recorder.state).exitCode });
    return resultOf(this.#recorder.state);
  }

  async #bringUp(): Promise<{ system: System; within: string | undefined }> {
    this.#enter("up");
    const { platform, runId, logFolder } = this.#options;
    const prepared = await untilAborted(platform.prepare(this.#plan, { runId, logFolder }), this.#stop.endSignal);
    await this.#recorder.recordDurably({ type: "undo-recorded", record: prepared.undo });
    this.#stop.endSignal.throwIfAborted();
    const system = await prepared.up(this.#stop.endSignal);
    system.onBroken((error) => this.#stop.stopFor(error));
    system.onServiceDied((death) => this.#recorder.record({ type: "service-died", ...death }));
    system.onPods?.((count) => this.#recorder.record({ type: "pods", ...count }));
    return { system, within: prepared.stays ? undefined : prepared.undo.id };
  }

  /** Nothing is measured: nobody here sends anything, and nothing is judged but whether they took effect. */
  async #putFaultsIn(faults: Faults, within: string | undefined): Promise<void> {
    this.#enter("fault");
    const { clock, whileIn } = this.#options;
    const stopSignal = this.#stop.stopSignal;
    const over = new AbortController();
    const awaited = new Set(this.#plan.faults.map(({ id }) => id));
    let work: Promise<void> | undefined;
    const onCutShort = (error: unknown) => this.#stop.stopFor(error);
    const onIn = ({ id }: PlannedFault) => {
      awaited.delete(id);
      if (whileIn === undefined || awaited.size > 0) return;
      work = whileIn(stopSignal)
        .catch(onCutShort)
        .finally(() => over.abort());
    };
    const overSignal = over.signal;
    const options = { clock, recorder: this.#recorder, faults, within, stopSignal, overSignal, onIn, onCutShort };
    const player = new FaultPlayer(options);
    await Promise.all(this.#plan.faults.map((fault) => player.play(fault).catch(onCutShort)));
    await work;
  }

  /** Keeps the load and the ticks going for as long as the work takes. */
  async #underLoad(system: System, work: (parts: UnderLoad) => Promise<void>): Promise<void> {
    const { clock, startProbe, readSampleIn } = this.#options;
    const probe = startProbe(clock);
    const poller = new SignalPoller(this.#plan.experiment.signals ?? [], readSampleIn(system), clock);
    const onBroken = (error: unknown) => this.#stop.stopFor(error);
    const onTick = () => this.#checkAbort();
    const takeSamples = () => poller.take();
    const ticker = new Ticker({ clock, recorder: this.#recorder, system, probe, takeSamples, onTick, onBroken });
    try {
      await untilAborted(poller.start(), this.#stop.endSignal);
      await ticker.prime();
      const load = await this.#startLoad(system, { onBatch: (batch) => ticker.addBatch(batch), onBroken });
      try {
        ticker.start();
        await work({ ticker, load });
      } finally {
        ticker.stop();
        await stopInTime(clock, load);
      }
    } finally {
      poller.stop();
      probe.stop();
    }
  }

  #startLoad(system: System, listeners: Pick<LoadOptions, "onBatch" | "onBroken">): Promise<RunningLoad> {
    const { clock, loadIn, runId: run, onSampled } = this.#options;
    const { seed } = this.#plan.experiment;
    const sampling = onSampled && {
      onSampled: (requests: readonly SampledRequest[]) => onSampled(requests.map((one) => this.#inRun(one))),
    };
    const options = { seed, batchEveryMs: TICK_MS, run, ...sampling, ...listeners };
    return startInTime(clock, this.#stop.endSignal, (signal) =>
      loadIn(system).start(resolveLoads(this.#plan, system), { ...options, signal }),
    );
  }

  #inRun({ scheduledMs, sentMs, endedMs, ...request }: SampledRequest): SampledRequest {
    const inRun = (ms: number) => this.#recorder.sinceStart(ms);
    return { ...request, scheduledMs: inRun(scheduledMs), sentMs: inRun(sentMs), endedMs: inRun(endedMs) };
  }

  async #goThroughPhases(context: PhaseContext<System>): Promise<void> {
    const { phases } = this.#plan.experiment;
    const { stopSignal, endSignal } = this.#stop;
    try {
      await this.#phase("warm-up", context, () => this.#warmUp());
      await this.#phase("baseline", context, () => sleep(this.#options.clock, phases.baselineMs, stopSignal));
      stopSignal.throwIfAborted();
      if (!this.#recorder.state.isSteady) return this.#stop.stop({ kind: "no-steady-state" });
      await this.#phase("fault", context, () => this.#playFaults(context));
    } catch (error) {
      this.#stop.stopFor(error);
    }
    if (this.#recorder.state.faults.firstInjectedAtMs === undefined || endSignal.aborted || phases.recoveryMs === 0)
      return;
    await this.#phase("recovery", context, () => this.#recover(context));
    if (this.#recorder.state.recovery.read()?.recovered !== "true") await this.#diagnose(context.system);
  }

  /** As long as it shall be, or until the loads no longer drift, where that is asked for. */
  async #warmUp(): Promise<void> {
    const { clock } = this.#options;
    const { warmUpMs } = this.#plan.experiment.phases;
    const endMs = clock.nowMs() + warmUpMs;
    if (!this.#plan.experiment.phases.warmUpUntilSteady) return sleep(clock, warmUpMs, this.#stop.stopSignal);
    while (clock.nowMs() < endMs && !this.#recorder.state.hasSettled) {
      await sleep(clock, Math.min(TICK_MS, endMs - clock.nowMs()), this.#stop.stopSignal);
    }
  }

  /** Plays all faults side by side; over when the phase is, or when the run stops early and every fault is out. */
  async #playFaults({ system, faults, within }: PhaseContext<System>): Promise<void> {
    const { clock } = this.#options;
    this.#looked = lookAtWaiting(this.#plan.faults, { clock, recorder: this.#recorder, system, stop: this.#stop });
    const stopSignal = this.#stop.stopSignal;
    // So that one fault that fails takes the others out, too.
    const onCutShort = (error: unknown) => this.#stop.stopFor(error);
    const player = new FaultPlayer({ clock, recorder: this.#recorder, faults, within, stopSignal, onCutShort });
    const plays = this.#plan.faults.map((fault) => player.play(fault).catch(onCutShort));
    await Promise.allSettled([...plays, sleep(clock, this.#plan.experiment.phases.faultMs, stopSignal)]);
  }

  /** The load goes on unchanged while steady state has time to come back, by itself or by remedies. */
  async #recover({ faults, within, load }: PhaseContext<System>): Promise<void> {
    const { clock } = this.#options;
    const { endSignal } = this.#stop;
    const { recoveryMs } = this.#plan.experiment.phases;
    const player = new RemedyPlayer({ clock, recorder: this.#recorder, faults, load, within, recoveryMs, endSignal });
    const plays = (this.#plan.remedies ?? []).map((remedy) =>
      player.play(remedy).catch((error) => this.#stop.stopFor(error)),
    );
    await Promise.allSettled([...plays, sleep(clock, recoveryMs, endSignal)]);
    endSignal.throwIfAborted();
  }

  /** Asks a system that stays down what it says of itself; that it can't be asked says something, too. */
  async #diagnose(system: System): Promise<void> {
    try {
      const found = await withDeadline(this.#options.clock, DIAGNOSE_DEADLINE_MS, () => system.diagnose());
      for (const [service, facts] of Object.entries(found)) {
        this.#recorder.record({ type: "diagnosis", service, facts });
      }
    } catch (error) {
      const unreachable = error instanceof Error ? error.message : String(error);
      this.#recorder.record({ type: "diagnosis", service: "the system", facts: { unreachable } });
    }
  }

  async #takeDown(): Promise<void> {
    this.#enter("down");
    const { clock } = this.#options;
    const options = { ...undoEvents(this.#recorder), clock, deadlineMs: UNDO_DEADLINE_MS, mayComeYet: () => false };
    await takeOut(this.#recorder.state.faults.pendingUndo(), this.#undoers, options);
  }

  #checkAbort(): void {
    const held = this.#recorder.state.criteria.heldAbort;
    if (held) this.#stop.stop({ kind: "abort", index: held.index, judgement: held.judgement });
  }

  /** A phase ends with a tick, so that all that was in it is judged with it. */
  async #phase(phase: PhaseName, { ticker }: PhaseContext<System>, work: () => Promise<void>): Promise<void> {
    this.#enter(phase);
    await work();
    if (!this.#stop.endSignal.aborted) await ticker.tick();
  }

  #enter(phase: PhaseName): void {
    this.#recorder.record({ type: "phase", phase });
  }
}

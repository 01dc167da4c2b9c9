import { targetName } from "../files/experiment/fault-spec.ts";
import type { RunEvent } from "../judge/history/event.ts";
import { liveViewOf } from "../judge/history/live-view.ts";
import type { JudgedCriterion, LiveSignal, LiveView } from "../judge/history/result.ts";
import type { RunState } from "../judge/history/run-state.ts";
import { isWell, measuredInWords } from "../report/criterion-figures.ts";
import { type LaidGraph, layOut } from "../report/html/graph-layout.ts";
import { limitsOn } from "../report/html/limits.ts";
import { mapGraph } from "../report/html/map-graph.ts";
import type { Span } from "../report/html/page-data.ts";
import { LiveSeries } from "./live-series.ts";
import type { CriterionMoment, NewBins, RunMoment, RunPicture, SignalMoment } from "./messages.ts";

/** A run under way, or the last one, as pages draw it. */
export class LiveRun {
  readonly #state: RunState;
  readonly #series: LiveSeries;
  readonly #map: LaidGraph | undefined;
  #abortAtMs: number | undefined;

  constructor(state: RunState) {
    this.#state = state;
    this.#series = new LiveSeries(state.signals.loads);
    const { nodes, edges } = mapGraph(state.plan);
    this.#map = edges.length > 0 ? layOut(nodes, edges) : undefined;
  }

  /** Takes in an event after the state has. Gives what charts have more of now, and `all` where they are others. */
  hear(event: RunEvent): NewBins | "all" | undefined {
    if (event.type === "stopped" && event.cause.kind === "abort") this.#abortAtMs ??= event.atMs;
    if (event.type !== "tick" || !this.#series.isDue(event.atMs)) return undefined;
    return this.#series.add(liveViewOf(this.#state).loads) ?? "all";
  }

  picture(): RunPicture {
    const { plan, started } = this.#state;
    const { criteria } = liveViewOf(this.#state);
    return {
      run: started.run,
      experiment: plan.experiment.name,
      totalMs: plan.totalMs,
      ...(this.#map && { map: this.#map }),
      targets: plan.faults.map(({ on }) => targetName(on)),
      binMs: this.#series.binMs,
      signals: this.#series.signals().map((signal) => ({ ...signal, limits: limitsOn(signal.name, criteria) })),
      moment: this.moment(),
    };
  }

  moment(): RunMoment {
    const view = liveViewOf(this.#state);
    const { phase, phaseElapsedMs, phaseLengthMs, untilSteady, elapsedMs, faults, remedies } = view;
    return {
      phase,
      phaseElapsedMs,
      ...(phaseLengthMs !== undefined && { phaseLengthMs }),
      ...(untilSteady && { untilSteady }),
      elapsedMs,
      faults,
      remedies,
      phases: this.#state.phases.list(elapsedMs),
      spans: this.#faultSpans(elapsedMs),
      ...(this.#abortAtMs !== undefined && { abortAtMs: this.#abortAtMs }),
      isStopping: this.#state.stop !== undefined,
      isOver: this.#state.leftAtEnd !== undefined,
      ...signalsOf(view),
      criteria: view.criteria.map(criterionMoment),
    };
  }

  #faultSpans(nowMs: number): Span[] {
    return this.#state.faults
      .outcomes()
      .flatMap(({ id, injectedAtMs, undoneAtMs }) =>
        injectedAtMs === undefined ? [] : [{ name: id, fromMs: injectedAtMs, toMs: undoneAtMs ?? nowMs }],
      );
  }
}

function signalsOf({ loads, edges }: LiveView): Pick<RunMoment, "loads" | "edges"> {
  return { loads: loads.map(signalMoment), edges: edges.map(signalMoment) };
}

function signalMoment({ name, opaque, ratePerS, errorRate, p95Ms, heat }: LiveSignal): SignalMoment {
  if (opaque !== undefined) return { name };
  return {
    name,
    ratePerS,
    ...(errorRate !== undefined && { errorRate }),
    ...(p95Ms !== undefined && { p95Ms }),
    ...(heat !== undefined && { heat }),
  };
}

function criterionMoment(criterion: JudgedCriterion): CriterionMoment {
  const [well, measured] = [isWell(criterion), measuredInWords(criterion)];
  return {
    text: criterion.text,
    role: criterion.role,
    ...(well !== undefined && { isWell: well }),
    ...(measured !== undefined && { measured }),
  };
}

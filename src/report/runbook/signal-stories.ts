import type { SampledSignal } from "../../files/experiment/sampled-signal.ts";
import type { ValueReading } from "../../judge/criteria/metric-rule.ts";
import type { PhaseName, RunEvent } from "../../judge/history/event.ts";
import { SampleBoard } from "../../judge/history/sample-board.ts";
import type { Plan } from "../../judge/plan/plan.ts";

/** The readings of a sampled signal over two phases; undefined for one that the run didn't come to. */
export interface SignalStory {
  readonly signal: SampledSignal;
  readonly baseline: ValueReading | undefined;
  readonly fault: ValueReading | undefined;
}

/** Reads what each sampled signal was in the baseline and in the fault phase, by the rules by which criteria read it. */
export async function readSignalStories(plan: Plan, events: AsyncIterable<RunEvent>): Promise<readonly SignalStory[]> {
  const { signals = [] } = plan.experiment;
  if (signals.length === 0) return [];
  const board = new SampleBoard(plan);
  const read: Partial<Record<PhaseName, ReadonlyMap<string, ValueReading | undefined>>> = {};
  let phase: PhaseName = "up";
  const keepPhase = () => {
    read[phase] ??= new Map(signals.map(({ name }) => [name, board.read(name)]));
  };
  for await (const event of events) {
    if (event.type === "injected") board.faultWentIn(event.atMs);
    else if (event.type === "tick") board.add(event.atMs, event.samples);
    else if (event.type === "phase") {
      keepPhase();
      phase = event.phase;
      board.startPhase(event.atMs);
    }
  }
  keepPhase();
  return signals.map((signal) => ({
    signal,
    baseline: read.baseline?.get(signal.name),
    fault: read.fault?.get(signal.name),
  }));
}

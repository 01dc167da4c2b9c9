import type { Experiment } from "../files/experiment/experiment.ts";
import { isClusterSignal, isServiceMetric } from "../files/experiment/sampled-signal.ts";
import type { RunContext } from "./run-context.ts";

/**
 * Reads each of the experiment's sampled signals once. Resolves with a warning for each that can't be read now: the
 * system may not be up yet, so that this alone is no reason to refuse a plan.
 * @throws SignalSpecError for one that could never be read
 */
export async function checkSignals({ signals = [] }: Experiment, { clock, signal }: RunContext): Promise<string[]> {
  // A cluster is asked for its own when it is planned for; services are there once the system is up.
  const fromPrometheus = signals.filter((each) => !isClusterSignal(each) && !isServiceMetric(each));
  if (fromPrometheus.length === 0) return [];
  const [{ readOnce }, { signalReader }, { SignalSpecError }] = await Promise.all([
    import("../run/signal-poller.ts"),
    import("../clients/sampling/read-signal.ts"),
    import("../clients/sampling/read-sample.ts"),
  ]);
  const read = fromPrometheus.map(async (each): Promise<string[]> => {
    try {
      await readOnce(each, signalReader({}), clock, signal);
      return [];
    } catch (error) {
      if (error instanceof SignalSpecError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      return [`signal ${each.name} can't be read now: ${why}`];
    }
  });
  return (await Promise.all(read)).flat();
}

import type { Experiment } from "../experiment/experiment.ts";
import type { CommandContext } from "./context.ts";

/**
 * Reads each of the experiment's sampled signals once. Resolves with a warning for each that can't be read now: the
 * system may not be up yet, so that this alone is no reason to refuse a plan.
 * @throws SignalSpecError for one that could never be read
 */
export async function checkSignals({ signals = [] }: Experiment, { clock, signal }: CommandContext): Promise<string[]> {
  if (signals.length === 0) return [];
  const [{ readOnce }, { readSample }, { SignalSpecError }] = await Promise.all([
    import("../run/signal-poller.ts"),
    import("../wiring.ts"),
    import("../sampling/read-sample.ts"),
  ]);
  const read = signals.map(async (each): Promise<string[]> => {
    try {
      await readOnce(each, readSample, clock, signal);
      return [];
    } catch (error) {
      if (error instanceof SignalSpecError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      return [`signal ${each.name} can't be read now: ${why}`];
    }
  });
  return (await Promise.all(read)).flat();
}

import type { LoadDriver } from "../../src/load/load.ts";
import type { Clock } from "../../src/values/clock/clock.ts";
import type { Script } from "./simulated-script.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

/** The load's thread, as far as a run sees it. */
export interface LoadThread {
  break(error: Error): void;
  /** Lives, and says nothing any more. */
  fallSilent(): void;
}

/** Sends the world's one load, in batches. `onStart` gets hold of its thread. */
export function simulatedLoad(
  world: SimulatedWorld,
  clock: Clock,
  script: Script,
  onStart: (thread: LoadThread) => void,
): LoadDriver {
  return {
    async start(_loads, options) {
      await script.step("start load", options.signal);
      world.startLoad();
      const deliver = () => {
        const { delta, scheduleLag } = world.takeLoad();
        options.onBatch({
          atMs: clock.nowMs(),
          signals: { shoppers: delta },
          scheduleLag,
          grainMs: world.grainMs,
          stallMs: world.loadStallMs,
        });
      };
      const cancel = clock.every(options.batchEveryMs, deliver);
      onStart({ break: options.onBroken, fallSilent: cancel });
      return {
        async stop() {
          cancel();
          await script.step("stop load");
          world.stopLoad();
          deliver();
        },
      };
    },
  };
}

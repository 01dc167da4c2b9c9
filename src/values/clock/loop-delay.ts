import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 10;

/** Measures how long this thread's event loop was held up. */
export interface LoopDelay {
  /** Its longest stall since it was asked before, in ms. */
  takeMaxMs(): number;
  stop(): void;
}

export function watchLoopDelay(): LoopDelay {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    takeMaxMs() {
      // The histogram holds whole intervals between two turns of its timer.
      const maxMs = delay.count > 0 ? Math.max(0, delay.max / 1e6 - RESOLUTION_MS) : 0;
      delay.reset();
      return maxMs;
    },
    stop: () => {
      delay.disable();
    },
  };
}

import type { Clock } from "./clock.ts";

/**
 * The machine's clock. `nowMs` reads CLOCK_MONOTONIC, which has one origin for all processes and threads of
 * a machine, so times from the runner, its load thread and the proxy can be compared.
 */
export const systemClock: Clock = {
  nowMs: () => Number(process.hrtime.bigint()) / 1e6,
  wallMs: () => Date.now(),
  after(delayMs, run) {
    const startedMs = this.nowMs();
    // Node's timers may fire up to a millisecond early; a Clock must not.
    const fire = () => {
      const leftMs = delayMs - (systemClock.nowMs() - startedMs);
      if (leftMs > 0) timer = setTimeout(fire, Math.ceil(leftMs));
      else run();
    };
    let timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
  every(periodMs, run) {
    const timer = setInterval(run, periodMs);
    return () => clearInterval(timer);
  },
};

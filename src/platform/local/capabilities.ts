import type { Capabilities, Capability } from "../../plan/plan.ts";

const TOXIC: Capability = { can: true, means: "toxic in the embedded proxy" };
const SIGNAL: Capability = { can: true, means: "signal to the process" };

/** Faults that the local platform makes, by their type in the experiment file. */
export const LOCAL_CAPABILITIES: Capabilities = {
  platform: "local",
  faults: {
    latency: TOXIC,
    bandwidth: TOXIC,
    "slow-close": TOXIC,
    timeout: TOXIC,
    reset: TOXIC,
    slicer: TOXIC,
    limit: TOXIC,
    down: TOXIC,
    kill: SIGNAL,
    terminate: SIGNAL,
    pause: SIGNAL,
    restart: SIGNAL,
  },
};

import { faultKinds } from "../../fault/kinds.ts";
import type { Capabilities, Capability } from "../../plan/plan.ts";

const TOXIC: Capability = { can: true, means: "toxic in the embedded proxy" };
const SIGNAL: Capability = { can: true, means: "signal to the process" };

/** The local platform makes every kind of fault: its edges are embedded proxies, its replicas processes. */
export const LOCAL_CAPABILITIES: Capabilities = {
  platform: "local",
  faults: Object.fromEntries(faultKinds.map(({ type, targets }) => [type, targets === "edge" ? TOXIC : SIGNAL])),
};

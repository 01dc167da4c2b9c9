import { networkKinds, replicaKinds, toxicKinds } from "../../fault/kinds.ts";
import { down } from "../../fault/toxiproxy/down.ts";
import type { Capabilities, Capability } from "../../plan/plan.ts";

const TOXIC: Capability = { can: true, means: "toxic in the embedded proxy" };
const SIGNAL: Capability = { can: true, means: "signal to the process" };

const NO_NETWORKS: Capability = {
  can: false,
  why: "local services share this machine's network",
  instead: "run it on a platform whose services have networks of their own: --on compose",
};

/** What the local platform makes: its edges are embedded proxies, its replicas processes. */
export const LOCAL_CAPABILITIES: Capabilities = {
  platform: "local",
  faults: Object.fromEntries([
    ...[...toxicKinds, down].map(({ type }) => [type, TOXIC]),
    ...replicaKinds.map(({ type }) => [type, SIGNAL]),
    ...networkKinds.map(({ type }) => [type, NO_NETWORKS]),
  ]),
};

import { replicaKinds } from "../../faults/kinds.ts";
import { messageCapabilities } from "../../faults/messages/message-capabilities.ts";
import type { Ability } from "../../faults/network/abilities.ts";
import { networkCapabilities } from "../../faults/network/network-capabilities.ts";
import { down } from "../../faults/toxiproxy/down.ts";
import { toxicKinds } from "../../faults/toxiproxy/list.ts";
import type { Capabilities, Capability } from "../../judge/plan/plan.ts";

const TOXIC: Capability = { can: true, means: "toxic in the embedded proxy", byReplica: true };
const SIGNAL: Capability = { can: true, means: "signal to the process" };

/**
 * The faults that the local platform makes: its edges are embedded proxies, its replicas processes, and where an
 * experiment has faults on packets and the user is root, each replica has a network of its own.
 */
export function localCapabilities(abilities: ReadonlySet<Ability>): Capabilities {
  return {
    platform: "local",
    readsMetrics: true,
    authority: { at: "ca.pem beside the run's logs" },
    remedies: ["restart", "request", "cap-retries"],
    faults: {
      ...Object.fromEntries([...toxicKinds, down].map(({ type }) => [type, TOXIC])),
      ...messageCapabilities(TOXIC),
      ...Object.fromEntries(replicaKinds.map(({ type }) => [type, SIGNAL])),
      ...networkCapabilities(abilities, { words: "in a network namespace for each replica" }),
    },
  };
}

import type { FaultKind } from "../files/experiment/fault-kind.ts";
import type { Capabilities, Capability, Inability } from "../judge/plan/plan.ts";
import { manifest } from "./chaos-mesh/manifest.ts";
import { chaosKinds, podKinds } from "./kinds.ts";
import { messageCapabilities } from "./messages/message-capabilities.ts";
import { redeploy } from "./process/redeploy.ts";

/** Kinds that not every platform makes, with what to say where one doesn't. */
const ELSEWHERE: readonly { readonly kinds: readonly FaultKind[]; readonly inability: Inability }[] = [
  {
    kinds: [redeploy],
    inability: {
      why: "a cluster deploys by itself, as the workload's rollout strategy has it",
      instead: "say `type: restart`, which is a rollout there",
    },
  },
  {
    kinds: podKinds,
    inability: {
      why: "Kubernetes makes it, of pods and nodes",
      instead: "run it on a cluster (`--on kubernetes`)",
    },
  },
  {
    kinds: [...chaosKinds, manifest],
    inability: {
      why: "Chaos Mesh makes it, in pods",
      instead: "run it on a cluster that has Chaos Mesh (`--on kubernetes`)",
    },
  },
];

const BY_OUR_PROXY: Capability = {
  can: false,
  why: "brownout's own proxy makes it, on an edge",
  instead: "run it where that is: on this machine (`--on local`), or on Compose with `proxy: brownout` or `redirect`",
};

/** A platform's capabilities with those of the others, and where they are. */
export function withElsewhere(capabilities: Capabilities): Capabilities {
  const elsewhere = ELSEWHERE.flatMap(({ kinds, inability }) =>
    kinds.map(({ type }) => [type, { can: false, ...inability }] as const),
  );
  const faults = { ...Object.fromEntries(elsewhere), ...messageCapabilities(BY_OUR_PROXY), ...capabilities.faults };
  return { ...capabilities, faults };
}

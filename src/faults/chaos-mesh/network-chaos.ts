import type { Inability } from "../../judge/plan/plan.ts";
import { type ChaosRecipe, type ChaosSpec, type ChaosTarget, goDuration, percentText } from "./chaos-kind.ts";

/**
 * The types of fault that NetworkChaos makes. Chaos Mesh tells an edge's packets by the addresses of pods. What a caller
 * sends to a Service has the Service's address until it has left the pod's network, so `to` doesn't see it, but what the
 * callee answers has its caller's own: `from` does.
 */

const NETWORK_CHAOS = "NetworkChaos";

type ChaosDirection = "to" | "from" | "both";

// A correlation is always said: an empty one is refused wherever Chaos Mesh's defaulting webhook isn't there.

/** Time that a packet may wait for its turn, in seconds, as packet-bandwidth has it elsewhere. */
const QUEUE_S = 0.4;
/** The largest number that a field of 32 bits takes. */
const UINT32_MAX = 2 ** 32 - 1;

interface DelayParams {
  /** Milliseconds. */
  readonly delay: number;
  /** Milliseconds. */
  readonly jitter: number;
  readonly correlation?: number | undefined;
}

const latency: ChaosRecipe<{
  /** Milliseconds; delays by percentile are refused. */
  readonly latency: number | readonly unknown[];
  /** Milliseconds. */
  readonly jitter: number;
  readonly stream: "upstream" | "downstream";
  readonly toxicity: number;
  readonly distribution?: string | undefined;
}> = {
  type: "latency",
  kind: NETWORK_CHAOS,
  means: "NetworkChaos delay, of packets",
  spec: ({ latency, jitter, stream }, target) => ({
    action: "delay",
    delay: { latency: goDuration(Number(latency)), jitter: goDuration(jitter), correlation: "0" },
    ...towards(target, stream === "downstream" ? "from" : "to"),
  }),
  refuses({ toxicity, latency, distribution = "uniform" }) {
    if (typeof latency !== "number" || distribution !== "uniform") return evenDelays;
    return toxicity === 1 ? undefined : allConnections;
  },
  warns: ({ stream }) => (stream === "upstream" ? unseenThroughServices : undefined),
};

const packetDelay: ChaosRecipe<DelayParams> = {
  type: "packet-delay",
  kind: NETWORK_CHAOS,
  means: "NetworkChaos delay (on an edge: of what the callee sends back)",
  spec: ({ delay, jitter, correlation = 0 }, target) => ({
    action: "delay",
    delay: { latency: goDuration(delay), jitter: goDuration(jitter), correlation: percentText(correlation) },
    ...towards(target, "from"),
  }),
};

const packetLoss: ChaosRecipe<{ readonly loss: number; readonly correlation?: number | undefined }> = {
  type: "packet-loss",
  kind: NETWORK_CHAOS,
  means: "NetworkChaos loss (on a service: of packets that leave)",
  spec: ({ loss, correlation = 0 }, target) => ({
    action: "loss",
    loss: { loss: percentText(loss), correlation: percentText(correlation) },
    ...towards(target, "both"),
  }),
};

const packetDuplicate: ChaosRecipe<{ readonly share: number }> = {
  type: "packet-duplicate",
  kind: NETWORK_CHAOS,
  means: "NetworkChaos duplicate (on an edge: of what the callee sends back)",
  spec: ({ share }, target) => ({
    action: "duplicate",
    duplicate: { duplicate: percentText(share), correlation: "0" },
    ...towards(target, "from"),
  }),
};

const packetCorrupt: ChaosRecipe<{ readonly share: number }> = {
  type: "packet-corrupt",
  kind: NETWORK_CHAOS,
  means: "NetworkChaos corrupt (on an edge: of what the callee sends back)",
  spec: ({ share }, target) => ({
    action: "corrupt",
    corrupt: { corrupt: percentText(share), correlation: "0" },
    ...towards(target, "from"),
  }),
};

const packetReorder: ChaosRecipe<{ readonly share: number; readonly delay: number }> = {
  type: "packet-reorder",
  kind: NETWORK_CHAOS,
  means: "NetworkChaos delay with reorder (on an edge: of what the callee sends back)",
  spec: ({ share, delay }, target) => ({
    action: "delay",
    // With a gap of 1 every packet has its chance to overtake; with 0 none would.
    delay: {
      latency: goDuration(delay),
      correlation: "0",
      reorder: { reorder: percentText(share), correlation: "0", gap: 1 },
    },
    ...towards(target, "from"),
  }),
};

const packetBandwidth: ChaosRecipe<{ readonly rate: number }> = {
  type: "packet-bandwidth",
  kind: NETWORK_CHAOS,
  means: "NetworkChaos bandwidth (on an edge: of what the callee sends back)",
  spec: ({ rate }, target) => ({
    action: "bandwidth",
    // `bps` is bytes per second here. A bucket must hold the largest packet, and what a timer tick of 4 ms lets through.
    bandwidth: {
      rate: `${Math.round(rate)}bps`,
      limit: Math.min(UINT32_MAX, Math.ceil(rate * QUEUE_S)),
      buffer: Math.min(UINT32_MAX, Math.ceil(Math.max(65_536, rate * 0.004))),
    },
    ...towards(target, "from"),
  }),
  // The first version with this field, of another action, was also the first to read the unit of the rate right.
  warnsWithout: {
    field: "rate",
    warning:
      "Chaos Mesh before 2.7 may take bytes per second for bits (https://github.com/chaos-mesh/chaos-mesh/issues/4118), " +
      "which is eight times slower",
  },
};

const directions: Readonly<Record<string, ChaosDirection>> = { both: "both", upstream: "to", downstream: "from" };

const partition: ChaosRecipe<{ readonly direction: "both" | "upstream" | "downstream" }> = {
  type: "partition",
  kind: NETWORK_CHAOS,
  means: "NetworkChaos partition, at both ends",
  spec: ({ direction }, target) => ({ action: "partition", ...towards(target, directions[direction] ?? "both") }),
};

const tcpReset: ChaosRecipe = {
  type: "tcp-reset",
  kind: NETWORK_CHAOS,
  means: "NetworkChaos partition that rejects",
  spec: (_, target) => ({ action: "partition", partitionBehavior: "reject", ...towards(target, "both") }),
};

const evenDelays: Inability = {
  why: "NetworkChaos delays by one time and a jitter, by no percentiles and no distribution",
  instead:
    "brownout's own proxy does, on this machine (`--on local`) or on Compose (`proxy: brownout`); here write `latency` as one time",
};

const allConnections: Inability = {
  why: "NetworkChaos delays all connections of an edge, not a share of them",
  instead: "leave `toxicity` out",
};

const unseenThroughServices =
  "what callers send to a Service passes unhurt, as NetworkChaos knows the callee by its pods' addresses; " +
  "`stream: downstream` delays the answers, whatever address was called";

/** On an edge: only packets between the two. A service's are all that leave, for which no direction is said. */
function towards({ namespace, targetLabels }: ChaosTarget, direction: ChaosDirection): ChaosSpec {
  if (targetLabels === undefined) return {};
  const selector = { namespaces: [namespace], labelSelectors: targetLabels };
  return { direction, target: { mode: "all", selector } };
}

export const networkRecipes: readonly ChaosRecipe[] = [
  latency,
  packetDelay,
  packetLoss,
  packetDuplicate,
  packetCorrupt,
  packetReorder,
  packetBandwidth,
  partition,
  tcpReset,
];

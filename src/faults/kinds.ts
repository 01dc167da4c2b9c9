import type { FaultKind } from "../files/experiment/fault-kind.ts";
import type { ChaosKind } from "./chaos-mesh/chaos-kind.ts";
import { clockSkew } from "./chaos-mesh/clock-skew.ts";
import { containerKill } from "./chaos-mesh/container-kill.ts";
import { cpuStress } from "./chaos-mesh/cpu-stress.ts";
import { dnsError } from "./chaos-mesh/dns-error.ts";
import { ioDelay } from "./chaos-mesh/io-delay.ts";
import { ioError } from "./chaos-mesh/io-error.ts";
import { manifest } from "./chaos-mesh/manifest.ts";
import { memoryStress } from "./chaos-mesh/memory-stress.ts";
import type { ContainerKind } from "./container/container-kind.ts";
import { cpu } from "./container/cpu.ts";
import { disconnect } from "./container/disconnect.ts";
import { memory } from "./container/memory.ts";
import { messageKinds } from "./messages/list.ts";
import type { NetworkKind } from "./network/network-kind.ts";
import { packetBandwidth } from "./network/packet-bandwidth.ts";
import { packetCorrupt } from "./network/packet-corrupt.ts";
import { packetDelay } from "./network/packet-delay.ts";
import { packetDuplicate } from "./network/packet-duplicate.ts";
import { packetLoss } from "./network/packet-loss.ts";
import { packetReorder } from "./network/packet-reorder.ts";
import { partition } from "./network/partition.ts";
import { tcpReset } from "./network/tcp-reset.ts";
import { cordon } from "./pods/cordon.ts";
import { podEvict } from "./pods/pod-evict.ts";
import type { PodKind } from "./pods/pod-kind.ts";
import { scale } from "./pods/scale.ts";
import { kill } from "./process/kill.ts";
import { pause } from "./process/pause.ts";
import { redeploy } from "./process/redeploy.ts";
import type { ReplicaKind } from "./process/replica-kind.ts";
import { restart } from "./process/restart.ts";
import { terminate } from "./process/terminate.ts";
import { down } from "./toxiproxy/down.ts";
import { toxicKinds } from "./toxiproxy/list.ts";

/** Kinds that are done to the processes of a service. A new one is a file beside them and a line here. */
export const replicaKinds: readonly ReplicaKind[] = [kill, terminate, pause, restart, redeploy];

/** Kinds that are done to the containers of a service. A new one is a file beside them and a line here. */
export const containerKinds: readonly ContainerKind[] = [disconnect, cpu, memory];

/** Kinds that are done to the packets of a service or an edge. A new one is a file beside them and a line here. */
export const networkKinds: readonly NetworkKind[] = [
  packetLoss,
  packetDelay,
  packetDuplicate,
  packetReorder,
  packetCorrupt,
  packetBandwidth,
  partition,
  tcpReset,
];

/** Kinds that only the API of a cluster makes. A new one is a file beside them and a line here. */
export const podKinds: readonly PodKind[] = [podEvict, scale, cordon];

/** Kinds that only Chaos Mesh makes. A new one is a file beside them and a line here. */
export const chaosKinds: readonly ChaosKind[] = [
  containerKill,
  cpuStress,
  memoryStress,
  dnsError,
  clockSkew,
  ioDelay,
  ioError,
];

/** Every kind of fault there is. The experiment's schema, its completion and the contract tests are made from it. */
export const faultKinds: readonly FaultKind[] = [
  ...toxicKinds,
  down,
  ...messageKinds,
  ...replicaKinds,
  ...containerKinds,
  ...networkKinds,
  ...podKinds,
  ...chaosKinds,
  manifest,
];

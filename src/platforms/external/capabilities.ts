import { replicaKinds } from "../../faults/kinds.ts";
import { messageKinds } from "../../faults/messages/list.ts";
import { messageCapabilities } from "../../faults/messages/message-capabilities.ts";
import { pause } from "../../faults/process/pause.ts";
import { down } from "../../faults/toxiproxy/down.ts";
import { isUneven, ONLY_EVEN_DELAYS } from "../../faults/toxiproxy/latency.ts";
import { toxicKinds } from "../../faults/toxiproxy/list.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import type { Capabilities, Capability, Inability } from "../../judge/plan/plan.ts";
import { edgeName } from "../../values/edge-name.ts";
import { whyUnshown } from "../toxiproxy/unshown.ts";
import { ServiceUnit } from "./service-unit.ts";
import type { Survey } from "./survey.ts";
import { whereItIs } from "./where-it-is.ts";

/** Finds what can be done to a system that runs already: toxics where a proxy is on the edge, the rest to processes that it names. */
export function externalCapabilities(found: Survey, { faults }: Pick<Experiment, "faults">): Capabilities {
  const { spec, graph } = found;
  const toxic = toxicCapability(found);
  const unseen = edgesUnseen(found);
  return {
    platform: "external",
    readsMetrics: true,
    remedies: ["cap-retries"],
    faults: {
      ...Object.fromEntries([...toxicKinds, down].map(({ type }) => [type, toxic])),
      ...messageCapabilities(messageCapability(found)),
      ...Object.fromEntries(replicaKinds.map(({ type }) => [type, processCapability(found)])),
    },
    refused: Object.fromEntries(
      faults.flatMap((fault) => {
        const why = refusal(fault, found);
        return why === undefined ? [] : [[fault.id, why]];
      }),
    ),
    graph,
    otherEdges: otherEdges(found),
    factsOnly: {
      on: spec.edges.map(({ edge }) => edgeName(edge)),
      why: found.isOurs
        ? "a proxy that was there before the run would keep it after the run"
        : "no proxy of brownout's is on it",
      instead: WITH_ADDRESSES,
    },
    ...(unseen === undefined ? {} : { edgesUnseen: unseen }),
    where: whereItIs(spec),
    warnings: warningsFor(found, faults),
  };
}

const WITH_ADDRESSES =
  "give an edge its addresses under system.external.edges: `caller -> callee: { listen: 127.0.0.1:9001, upstream: 127.0.0.1:9002 }`";

function toxicCapability({ spec, through, isOurs }: Survey): Capability {
  const onEdges = [...spec.edges, ...through].map(({ edge }) => edgeName(edge));
  if (onEdges.length === 0) return { can: false, why: "no edge has a proxy on it", instead: WITH_ADDRESSES };
  if (isOurs) return { can: true, means: "toxic in brownout's proxy on the edge", onEdges };
  const theirs = `toxic in the Toxiproxy at ${spec.toxiproxy}`;
  if (through.length === 0) return { can: true, means: "toxic in brownout's proxy on the edge", onEdges };
  const call = "a call of our own through the proxy, before and after, in HTTP, Redis' or PostgreSQL's terms";
  if (spec.edges.length === 0) return { can: true, means: theirs, onEdges, proof: call };
  const proof = `brownout's proxy counts what the toxic did; through the Toxiproxy, ${call}`;
  return { can: true, means: `toxic in brownout's proxy, or ${theirs}`, onEdges, proof };
}

const NO_MESSAGES: Inability = { why: "Toxiproxy knows bytes and connections, no messages", instead: WITH_ADDRESSES };

/** Only where our own proxy is on the edge. */
function messageCapability(found: Survey): Capability {
  const { spec, through, isOurs } = found;
  if (isOurs) return toxicCapability(found);
  if (spec.edges.length === 0 && through.length > 0) return { can: false, ...NO_MESSAGES };
  return toxicCapability({ ...found, through: [] });
}

function processCapability({ processes }: Survey): Capability {
  if (processes.size > 0) return { can: true, means: "signal to the process, or systemctl where it is a unit" };
  return { can: false, why: "no service has a process here that is known", instead: NAME_PROCESS };
}

const NAME_PROCESS =
  "name it under system.external.services: `checkout: { url: …, pid: 4711 }`, or its pidfile or systemd unit";

function refusal(fault: FaultSpec, found: Survey): Inability | undefined {
  return fault.on.kind === "edge" ? refusalOnEdge(fault, found) : refusalOnService(fault, found);
}

/**
 * Refuses what can't be taken back: what is paused goes on by itself, what has ended must be started by who knows how, and
 * what ends with it, too. What somebody has stopped would go on by the undo.
 */
function refusalOnService({ type, on }: FaultSpec, { processes }: Survey): Inability | undefined {
  if (on.kind !== "service") return undefined;
  const process = processes.get(on.service);
  if (process === undefined) return { why: `nothing says which process ${on.service} is`, instead: NAME_PROCESS };
  if (process.state === "stopped") {
    return {
      why: `somebody has stopped the process of ${on.service} (SIGSTOP), and the undo would let it go on`,
      instead: "let it go on (SIGCONT), or `brownout recover` where a run of brownout's has stopped it",
    };
  }
  if (type === pause.type) return undefined;
  if (process instanceof ServiceUnit) return refusalOfBound(process);
  return {
    why: `nobody here could start process ${process.identity.pid} of ${on.service} again, so it can't be undone`,
    instead: "`pause` can be; or name its systemd unit",
  };
}

/** Refuses to end a unit that takes others along, which the undo would not start. */
function refusalOfBound({ unit, endsToo }: ServiceUnit): Inability | undefined {
  if (endsToo.length === 0) return undefined;
  const why = `systemd ends ${endsToo.join(", ")} with ${unit} (BindsTo=), and the undo would start ${unit} alone`;
  return { why, instead: "`pause` can be" };
}

/** A proxy that is disabled would be enabled by the undo; a stock Toxiproxy makes no fault on messages, and no uneven delay. */
function refusalOnEdge({ type, on, params }: FaultSpec, found: Survey): Inability | undefined {
  const { spec, listed, through, isOurs } = found;
  if (on.kind !== "edge") return undefined;
  const used = through.filter(({ edge }) => edgeName(edge) === edgeName(on)).map(({ proxy }) => proxy);
  const isByStock = used.length > 0 && !isOurs;
  if (isByStock && messageKinds.some((kind) => kind.type === type)) return NO_MESSAGES;
  if (isByStock && isUneven({ type, params })) return { why: ONLY_EVEN_DELAYS, instead: WITH_ADDRESSES };
  const disabled = listed.find(({ name, enabled }) => used.includes(name) && !enabled);
  if (disabled === undefined) return undefined;
  return {
    why: `somebody has disabled the proxy ${disabled.name}, so nothing flows there`,
    instead: `enable it: curl -X POST -d '{"enabled":true}' ${spec.toxiproxy}/proxies/${encodeURIComponent(disabled.name)}`,
  };
}

/** Edges of a proxy that is there aren't measured, whosever it is. Where a run's own proxy is on others, only criteria on its edges can't be judged. */
function edgesUnseen({ spec, through, isOurs }: Survey): Capabilities["edgesUnseen"] {
  if (through.length === 0) return undefined;
  const instead = "a run's own proxy does: give the edge its addresses under system.external.edges";
  const of = through.map(({ edge }) => edgeName(edge));
  const why = isOurs
    ? "a proxy that was there before the run isn't asked for its edges"
    : "Toxiproxy doesn't measure edges";
  return { why, instead, ...(spec.edges.length > 0 && { of }) };
}

function otherEdges({ spec, listed, through }: Survey): string {
  if (spec.toxiproxy === undefined) return WITH_ADDRESSES;
  const unplaced = listed.map(({ name }) => name).filter((name) => !through.some(({ proxy }) => proxy === name));
  const which = unplaced.length === 0 ? "" : `; of Toxiproxy's proxies, ${unplaced.join(", ")} could not be placed`;
  return `name the proxy of an edge under system.external.proxies (\`caller -> callee: PROXY\`), or ${WITH_ADDRESSES}${which}`;
}

function warningsFor({ spec, listed, through, isOurs }: Survey, faults: readonly FaultSpec[]): readonly string[] {
  const used = new Set(through.map(({ proxy }) => proxy));
  const strangers = listed.flatMap(({ name, toxics }) => toxics.map((toxic) => `${toxic} on ${name}`));
  const disabled = listed.filter(({ name, enabled }) => used.has(name) && !enabled).map(({ name }) => name);
  return [
    ...(strangers.length > 0
      ? [
          `the Toxiproxy at ${spec.toxiproxy} has toxics that are not ours; they are left alone, and what is measured is with them: ${strangers.join(", ")}`,
        ]
      : []),
    ...(disabled.length > 0
      ? [`disabled by somebody in the Toxiproxy at ${spec.toxiproxy}: ${disabled.join(", ")}`]
      : []),
    ...(isOurs ? [] : faults.flatMap((fault) => unshown(fault, listed, through))),
  ];
}

/** Warns of a toxic that nothing would show to take effect. */
function unshown({ id, type, on, params }: FaultSpec, listed: Survey["listed"], through: Survey["through"]): string[] {
  const kind = toxicKinds.find((one) => one.type === type);
  if (kind === undefined || on.kind !== "edge") return [];
  const proxies = through.filter(({ edge }) => edgeName(edge) === edgeName(on)).map(({ proxy }) => proxy);
  const upstreams = listed.filter(({ name }) => proxies.includes(name)).map(({ upstream }) => upstream);
  const why = whyUnshown(kind, params, upstreams);
  if (why === undefined) return [];
  return [`nothing will show that ${id} takes effect, so the run can't pass: ${why}; ${WITH_ADDRESSES}`];
}

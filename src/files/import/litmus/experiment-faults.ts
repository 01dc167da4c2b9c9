import { formatDuration } from "../../experiment/duration.ts";
import type { Fields } from "../../yaml/fields.ts";
import { podsGraceS } from "../chosen-services.ts";
import type { Tunables } from "./tunables.ts";

/** Faults that one experiment may become: an interval that is shorter would make too many. */
const REPEATS_MAX = 20;

/** An experiment of Litmus as brownout's faults: their own keys, and the seconds at which they begin. */
export interface ExperimentFaults {
  readonly faults: readonly { readonly keys: Fields; readonly startS: number; readonly lengthS: number }[];
  readonly lengthS: number;
}

type Recipe = (tunables: Tunables) => { readonly keys: Fields; readonly everyS?: number };

const EVERYWHERE = "acts on some of the packets alone, and no fault here is the same";

const onPackets =
  (keys: (tunables: Tunables) => Fields): Recipe =>
  (tunables) => {
    for (const name of ["DESTINATION_IPS", "DESTINATION_HOSTS", "DESTINATION_PORTS", "SOURCE_PORTS"]) {
      tunables.only(name, [], EVERYWHERE);
    }
    tunables.only("NETWORK_INTERFACE", ["eth0"], "another device than eth0 takes a manifest of Chaos Mesh here");
    roundsUp(tunables);
    return { keys: keys(tunables) };
  };

const onRequests =
  (keys: (tunables: Tunables) => Fields): Recipe =>
  (tunables) => {
    tunables.only("TOXICITY", ["100"], "all requests are acted on here, not a share of them");
    tunables.only("NETWORK_INTERFACE", ["eth0"], "another device than eth0 takes a manifest of Chaos Mesh here");
    roundsUp(tunables);
    const port = tunables.number("TARGET_SERVICE_PORT", 80);
    return { keys: { ...keys(tunables), port } };
  };

/** Chaos Mesh, which makes these, rounds a share of pods up; Litmus rounds it down, to one at least. */
function roundsUp(tunables: Tunables): void {
  const percent = tunables.text("PODS_AFFECTED_PERC");
  if (percent !== "" && percent !== "0" && percent !== "100") {
    tunables.differ(
      "PODS_AFFECTED_PERC",
      "a part of a pod is rounded up by Chaos Mesh, which makes the fault, and down by Litmus",
    );
  }
}

/** By the name of the experiment in Litmus's hub. */
const recipes: Readonly<Record<string, Recipe>> = {
  "pod-delete"(tunables) {
    tunables.only("RANDOMNESS", ["false"], "the times between two are drawn there");
    const everyS = tunables.number("CHAOS_INTERVAL", 5);
    const force = tunables.text("FORCE").toLowerCase();
    if (force === "") tunables.differ("FORCE", "isn't said: pods get no grace period, as in Litmus's hub");
    if (force !== "false") return { keys: { type: "kill" }, everyS };
    tunables.differ(
      "FORCE",
      `gives pods their own grace period there; here it is ${podsGraceS} s, Kubernetes' default`,
    );
    return { keys: { type: "terminate", grace: `${podsGraceS}s` }, everyS };
  },
  "pod-network-latency": onPackets((tunables) => {
    const delay = tunables.number("NETWORK_LATENCY", 2000);
    const jitter = tunables.text("JITTER") === "" ? 0 : tunables.number("JITTER", 0);
    return { type: "packet-delay", delay: `${delay}ms`, ...(jitter > 0 && { jitter: `${jitter}ms` }) };
  }),
  "pod-network-loss": onPackets((tunables) => ({
    type: "packet-loss",
    loss: `${tunables.number("NETWORK_PACKET_LOSS_PERCENTAGE", 100)}%`,
  })),
  "pod-network-duplication": onPackets((tunables) => ({
    type: "packet-duplicate",
    share: `${tunables.number("NETWORK_PACKET_DUPLICATION_PERCENTAGE", 100)}%`,
  })),
  "pod-network-corruption": onPackets((tunables) => ({
    type: "packet-corrupt",
    share: `${tunables.number("NETWORK_PACKET_CORRUPTION_PERCENTAGE", 100)}%`,
  })),
  "pod-http-latency": onRequests((tunables) => {
    const delay = tunables.number("LATENCY", 2000);
    tunables.differ("LATENCY", "delays what flows on a connection there; here each request, as it comes in");
    return { type: "http-delay", delay: `${delay}ms` };
  }),
  "pod-http-reset-peer": onRequests((tunables) => {
    tunables.only("RESET_TIMEOUT", ["0"], "connections are broken here as soon as a request comes in");
    return { type: "http-abort" };
  }),
  "pod-http-status-code": onRequests((tunables) => {
    if (!/^[2-5]\d\d$/.test(tunables.text("STATUS_CODE")))
      tunables.refuse("STATUS_CODE", "a status is drawn there; say which");
    if (tunables.text("MODIFY_RESPONSE_BODY").toLowerCase() !== "false") {
      tunables.leave("MODIFY_RESPONSE_BODY", "an answer's body stays as it is here");
    }
    for (const name of ["RESPONSE_BODY", "CONTENT_ENCODING", "CONTENT_TYPE"]) tunables.text(name);
    return { type: "http-status", status: Number(tunables.text("STATUS_CODE")) };
  }),
};

/** The faults of an experiment by its name in the hub; undefined where brownout has none that is the same. */
export function experimentFaults(name: string, tunables: Tunables): ExperimentFaults | undefined {
  const recipe = Object.hasOwn(recipes, name) ? recipes[name] : undefined;
  if (recipe === undefined) return undefined;
  const lengthS = tunables.number("TOTAL_CHAOS_DURATION", name === "pod-delete" ? 15 : 60);
  const { keys, everyS = lengthS } = recipe(tunables);
  if (everyS === lengthS) tunables.text("CHAOS_INTERVAL");
  const mode = modeOf(tunables);
  tunables.only("TARGET_PODS", [], "names pods, and brownout chooses among a service's");
  tunables.only("NODE_LABEL", [], "chooses pods by their nodes, and brownout among a service's");
  if (tunables.text("SEQUENCE").toLowerCase() === "serial" && "mode" in mode) {
    tunables.refuse("SEQUENCE", "acts on one pod after the other; a fault here is on all at once");
  }
  const rampS = tunables.text("RAMP_TIME") === "" ? 0 : tunables.number("RAMP_TIME", 0);
  const count = lengthS > 0 && everyS > 0 ? Math.ceil(lengthS / everyS) : 1;
  if (count > REPEATS_MAX)
    tunables.refuse("CHAOS_INTERVAL", `would be ${count} faults; up to ${REPEATS_MAX} are made of one`);
  if (lengthS === 0) tunables.refuse("TOTAL_CHAOS_DURATION", "a fault is in for some time");
  if (count > 1)
    tunables.differ(
      "CHAOS_INTERVAL",
      "the next comes at its time; Litmus waits until the pods before it are there again",
    );
  if (tunables.isRefused) return undefined;
  const faults = Array.from({ length: count }, (_, index) => ({
    keys: { ...keys, ...mode },
    startS: rampS + index * everyS,
    lengthS: Math.min(everyS, lengthS - index * everyS),
  }));
  return { faults, lengthS: lengthS + 2 * rampS };
}

function modeOf(tunables: Tunables): Fields {
  const text = tunables.text("PODS_AFFECTED_PERC");
  const percent = Number(text);
  if (text === "" || percent === 0) return {};
  if (percent >= 100) return { mode: "all" };
  if (percent >= 1) return { mode: { percent } };
  tunables.refuse("PODS_AFFECTED_PERC", `found "${text}"; expected a number of percent`);
  return {};
}

/** The keys of a fault with its times, in the fault phase. */
export function timedFault(keys: Fields, on: string, startS: number, lengthS: number): Fields {
  const { type, ...rest } = keys;
  const start = startS > 0 ? { start: formatDuration(startS * 1000) } : {};
  return { type, on, ...rest, ...start, duration: formatDuration(lengthS * 1000) };
}

import { z } from "zod";
import { type FaultKind, sparesControl } from "../../files/experiment/fault-kind.ts";
import { shareSchema } from "../../files/experiment/value-schemas.ts";
import type { ToxicTypes } from "../../proxy/toxic-types.ts";
import type { RunArms } from "../../values/arms.ts";
import type { JsonValue } from "../../values/json.ts";
import type { ProxiedCall } from "./proxied-call.ts";
import type { Talk } from "./talk.ts";

type Stream = "upstream" | "downstream";

/** A toxic in the terms of Toxiproxy's API. */
export interface ToxicSpec {
  /** The name of one of the kind's types. */
  readonly type: string;
  readonly stream: Stream;
  /** In the toxic's own units. */
  readonly attributes: Readonly<Record<string, JsonValue>>;
  /** Share of the connections that it acts on, 0..1. */
  readonly toxicity: number;
}

/** A fault that is made of toxics on the proxies of an edge. */
export interface MadeOfToxics<Params = unknown> extends FaultKind<Params> {
  /** The types of toxic that it is made of; our proxy knows those of all kinds. */
  readonly toxicTypes: ToxicTypes;
  /**
   * In the order in which they go in.
   * @param group the same on all proxies of the edge and in every run, for toxics that count and draw together
   */
  toxics(params: Params, group: string): readonly ToxicSpec[];
  /** Describes what it did to the traffic, for evidence: `delayed data 412 times`. */
  acted(times: number, params: Params): string;
  /** True when it is the edge's requests that it counts, whichever of its proxies they cross: one that acted shows it. */
  readonly countsTogether?: true;
  /** Says why it did nothing, in other words than that nothing crossed the edge. */
  missed?(edge: string, params: Params): string;
}

/** One that acts on bytes and connections, as Toxiproxy's own toxics do, so that calls of ours can show it. */
export interface ToxicKind<Params = unknown> extends MadeOfToxics<Params> {
  /**
   * Tells whether a call through the proxy shows what it does, next to a call from before it went in; that one was
   * answered, unless `isShownBySilence`.
   */
  shows(params: Params, now: ProxiedCall, before: ProxiedCall): boolean;
  /** Tells whether a call that talks like this can show it at all: what `plan` says beforehand. */
  canShow(params: Params, talk: Talk): boolean;
  /** True when a connection on which nobody says anything may show it. */
  readonly isShownBySilence?: boolean;
}

/**
 * The toxics of a fault as they are put in. Those that Toxiproxy may be given have whole numbers, as it takes no others.
 * @param arms for those that spare the control arm
 */
export function toxicsOf(kind: MadeOfToxics, params: unknown, group: string, arms?: RunArms): readonly ToxicSpec[] {
  const toxics = kind.toxics(params, group);
  if (arms !== undefined) {
    if (!sparesControl(kind)) throw new TypeError(`${kind.type} can't spare an arm`);
    return toxics.map((toxic) => ({ ...toxic, attributes: { ...toxic.attributes, arm: { ...arms } } }));
  }
  return isShownByCalls(kind) ? toxics.map(withWholeNumbers) : toxics;
}

export function isShownByCalls(kind: MadeOfToxics): kind is ToxicKind {
  return "shows" in kind;
}

function withWholeNumbers({ attributes, ...toxic }: ToxicSpec): ToxicSpec {
  const whole = (value: JsonValue) => (typeof value === "number" ? Math.round(value) : value);
  return {
    ...toxic,
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, whole(value)])),
  };
}

/** Most of what a delay is said to be has to be seen before it is believed. */
const SEEN_SHARE = 0.8;
/** Shorter delays than this can't be told from those of a busy machine. */
const TELLABLE_MS = 20;

/**
 * Tells whether a call is longer by most of so much time than the one before; one that still lacks bytes counts with
 * its age.
 */
export function isLonger(expectedMs: number, now: ProxiedCall, before: ProxiedCall): boolean {
  const isUnderWay = now.end === undefined && now.bytes < before.bytes;
  const tookMs = isUnderWay ? now.elapsedMs : (now.lastByteMs ?? 0);
  return isTellable(expectedMs) && tookMs - (before.lastByteMs ?? 0) >= expectedMs * SEEN_SHARE;
}

/** Tells whether so much longer can be told from the noise of a busy machine. */
export function isTellable(expectedMs: number): boolean {
  return expectedMs >= TELLABLE_MS;
}

/** Amount of a call's data that flows on the stream, in bytes. */
export function bytesOn(stream: Stream, { sentBytes, bytes }: Pick<ProxiedCall, "sentBytes" | "bytes">): number {
  return stream === "upstream" ? sentBytes : bytes;
}

/** The most of a call's data that will flow on the stream, in bytes; as much as it takes where that can't be known. */
export function bytesToCome(stream: Stream, { opening, answerBytes }: Talk): number {
  return bytesOn(stream, { sentBytes: opening.length, bytes: answerBytes ?? Number.POSITIVE_INFINITY });
}

/** The keys that every toxic has. */
export const toxicKeys = {
  stream: z
    .enum(["downstream", "upstream"])
    .default("downstream")
    .meta({ description: "downstream: what the callee answers; upstream: what the caller sends" }),
  toxicity: shareSchema.prefault(1).meta({ description: "Share of the connections that it acts on" }),
};

export interface ToxicParams {
  readonly stream: Stream;
  readonly toxicity: number;
}

/** Ends a sentence of `plan`: ` on 50 % of the connections`, or nothing when it is all of them. */
export function shareOfConnections(params: Pick<ToxicParams, "toxicity">): string {
  return params.toxicity === 1 ? "" : ` on ${Number((params.toxicity * 100).toFixed(1))} % of the connections`;
}

/** `answers` or `requests`: what flows on the stream. */
export function whatFlows(params: ToxicParams): string {
  return params.stream === "downstream" ? "answers" : "requests";
}

export const removesToxic = "removes the toxic";

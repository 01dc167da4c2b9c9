import type { MessageAttributes, MessageToxicType } from "./message-toxics/message-toxic.ts";
import type { CallCounts } from "./messages/call-counts.ts";
import type { QueryAttributes, QueryToxicType } from "./query-toxics/query-toxic.ts";
import type { HandshakeAttributes, HandshakeToxicType } from "./tls/handshake-toxic.ts";
import type { Attributes, Direction, ToxicType } from "./toxics/toxic.ts";

/** A toxic on a proxy. Its attributes and toxicity change in place, so that every connection sees it. */
export interface AppliedToxic {
  readonly name: string;
  readonly type: ToxicType | MessageToxicType | QueryToxicType | HandshakeToxicType;
  /** As the client wrote it; `direction` is what it means. */
  readonly stream: string;
  readonly direction: Direction;
  /** The share of connections that it applies to; not limited to 0..1, as in Toxiproxy. */
  toxicity: number;
  attributes: Attributes | MessageAttributes | QueryAttributes | HandshakeAttributes;
  /** Number of times that it did what it is for, since it was added. */
  actedCount: number;
}

/** One that acts on the bytes of its direction. */
export interface AppliedByteToxic extends AppliedToxic {
  readonly type: ToxicType;
  attributes: Attributes;
}

/** One that acts on requests and their answers, or on queries, whatever its direction. */
export interface AppliedMessageToxic extends AppliedToxic {
  readonly type: MessageToxicType | QueryToxicType;
  attributes: MessageAttributes | QueryAttributes;
  /** Its own, or those of its group. */
  counts: CallCounts;
  readonly inArms: InArms;
}

/** Counts, of a toxic that acts on one arm, of the requests that it looked at. */
export interface InArms {
  requests: number;
  /** Those in neither arm, as they came without a trace. */
  without: number;
}

/** One that acts on the TLS handshakes of new connections, whatever its direction. */
export interface AppliedHandshakeToxic extends AppliedToxic {
  readonly type: HandshakeToxicType;
  attributes: HandshakeAttributes;
}

export function actsOnHandshakes(toxic: AppliedToxic): toxic is AppliedHandshakeToxic {
  return "on" in toxic.type && toxic.type.on === "handshakes";
}

export interface AppliedRequestToxic extends AppliedMessageToxic {
  readonly type: MessageToxicType;
  attributes: MessageAttributes;
}

export interface AppliedQueryToxic extends AppliedMessageToxic {
  readonly type: QueryToxicType;
  attributes: QueryAttributes;
}

export function actsOnMessages(toxic: AppliedToxic): toxic is AppliedMessageToxic {
  return !actsOnBytes(toxic) && !actsOnHandshakes(toxic);
}

export function actsOnRequests(toxic: AppliedMessageToxic): toxic is AppliedRequestToxic {
  return toxic.type.on === "requests";
}

export function actsOnQueries(toxic: AppliedMessageToxic): toxic is AppliedQueryToxic {
  return toxic.type.on === "queries";
}

export function actsOnBytes(toxic: AppliedToxic): toxic is AppliedByteToxic {
  return "attributes" in toxic.type;
}

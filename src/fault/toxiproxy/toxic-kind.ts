import { z } from "zod";
import type { FaultKind } from "../../experiment/fault-kind.ts";
import { shareSchema } from "../../experiment/value-schemas.ts";

type Stream = "upstream" | "downstream";

/** A toxic in the terms of Toxiproxy's API. */
export interface ToxicSpec {
  readonly type: "latency" | "bandwidth" | "slow_close" | "timeout" | "reset_peer" | "slicer" | "limit_data";
  readonly stream: Stream;
  /** In the toxic's own units. */
  readonly attributes: Readonly<Record<string, number>>;
  /** Share of the connections that it acts on, 0..1. */
  readonly toxicity: number;
}

/** A fault that is made of toxics on the proxies of an edge. */
export interface ToxicKind<Params = unknown> extends FaultKind<Params> {
  /** In the order in which they go in. */
  toxics(params: Params): readonly ToxicSpec[];
  /** What it did to the traffic, for evidence: `delayed data 412 times`. */
  acted(times: number): string;
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
export function shareOfConnections(params: ToxicParams): string {
  return params.toxicity === 1 ? "" : ` on ${Number((params.toxicity * 100).toFixed(1))} % of the connections`;
}

/** `answers` or `requests`: what flows on the stream. */
export function whatFlows(params: ToxicParams): string {
  return params.stream === "downstream" ? "answers" : "requests";
}

export const removesToxic = "removes the toxic";

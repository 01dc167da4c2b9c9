import { edgeName } from "../../values/edge-name.ts";

export type FaultTarget =
  | { readonly kind: "edge"; readonly caller: string; readonly callee: string }
  | { readonly kind: "service"; readonly service: string };

/** `checkout -> pricing`, or `pricing`. */
export function targetName(target: FaultTarget): string {
  return target.kind === "edge" ? edgeName(target) : target.service;
}

/** The service whose replicas answer at a target: it itself, or an edge's callee. */
export function answering(target: FaultTarget): string {
  return target.kind === "edge" ? target.callee : target.service;
}

/** The replicas of a service that a fault takes. */
export type Mode =
  | { readonly kind: "one" }
  | { readonly kind: "all" }
  | { readonly kind: "fixed"; readonly count: number }
  | { readonly kind: "percent"; readonly percent: number }
  /** One at least, up to so many percent; how many is drawn by the seed, too. */
  | { readonly kind: "random-max-percent"; readonly percent: number };

export interface FaultSpec {
  /** Its type and place in the file: `latency-1`. Unique in an experiment. */
  readonly id: string;
  readonly type: string;
  readonly on: FaultTarget;
  /** The value that the fault's kind made of its own keys. */
  readonly params: unknown;
  /** From the beginning of the fault phase. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly mode: Mode;
  /** True when it is left out, rather than refused, where its target has no pods. */
  readonly allowEmpty?: true;
  /** True when it may be where no load comes to. Then it proves nothing by itself. */
  readonly allowUnreached?: true;
}

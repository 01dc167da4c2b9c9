import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { Inability } from "../../judge/plan/plan.ts";

/** The group and version of all of Chaos Mesh's objects. */
export const CHAOS_API = "chaos-mesh.org/v1alpha1";

/** The target of a chaos object: the pods, and for an edge the pods at its other end. */
export interface ChaosTarget {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of an edge: the callee's. `labels` are the caller's then. */
  readonly targetLabels?: Readonly<Record<string, string>>;
  /** In Chaos Mesh's words: `one`, `all`, `fixed`, `fixed-percent`, `random-max-percent`, and its value. */
  readonly mode: ChaosMode;
}

export interface ChaosMode {
  readonly mode: "one" | "all" | "fixed" | "fixed-percent" | "random-max-percent";
  readonly value?: string;
}

/** Fields of a chaos object's spec, as JSON. */
export type ChaosSpec = Readonly<Record<string, unknown>>;

/** The recipe by which Chaos Mesh makes a type of fault: the object to create, without what all have in common. */
export interface ChaosRecipe<Params = unknown> {
  /** The fault's type: `packet-loss`. */
  readonly type: string;
  /** `NetworkChaos` */
  readonly kind: string;
  /** In the words of a plan: `NetworkChaos loss`. */
  readonly means: string;
  /** A description of the effect, where Chaos Mesh makes it otherwise than the type says. */
  readonly does?: string;
  /** True when what runs the containers heals it by itself, as soon as it is in. */
  readonly healsItself?: true;
  /** The reason it isn't made on an edge, and what is, where its type may be on one. */
  readonly notOnEdges?: Inability;
  /** The `spec`, without selector, mode and duration, which come from the target for all kinds alike. */
  spec(params: Params, target: ChaosTarget): ChaosSpec;
  /** Tells why Chaos Mesh can't make it with these keys; nothing when it can. */
  refuses?(params: Params): Inability | undefined;
  /** A warning for the author about it on this target, in a sentence; nothing when there is nothing. */
  warns?(params: Params, target: ChaosTarget): string | undefined;
  /** A warning for the author where the installed version has no such field of `spec`, which later ones have. */
  readonly warnsWithout?: { readonly field: string; readonly warning: string };
}

/** A type of fault that only Chaos Mesh makes. */
export interface ChaosKind<Params = unknown> extends FaultKind<Params>, ChaosRecipe<Params> {}

export const removesChaos = "deletes the object, and waits until Chaos Mesh has recovered every pod";
export const provesChaos = "Chaos Mesh's condition AllInjected, and its record of every pod";

/** `250ms`, as all of Chaos Mesh's fields take it: in one unit. */
export function goDuration(durationMs: number): string {
  return `${Number(durationMs.toFixed(6))}ms`;
}

/** `5`, of 0.05. */
export function percentText(share: number): string {
  return String(Number((share * 100).toFixed(4)));
}

/** A whole number of percent, from 1 to 100: all that some fields take. */
export function wholePercent(share: number): number {
  return Math.min(100, Math.max(1, Math.round(share * 100)));
}

import type { z } from "zod";
import type { Access, Cluster } from "../../clients/cluster/cluster.ts";
import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import type { Workload } from "../../clients/cluster/workload.ts";
import type { FaultExplanation, FaultKind } from "../../files/experiment/fault-kind.ts";
import type { Mode } from "../../files/experiment/fault-spec.ts";
import type { Inability } from "../../judge/plan/plan.ts";
import type { JsonValue } from "../../values/json.ts";
import type { Effect } from "../fault.ts";

/** A life of an object: another one of the same name has another uid. */
export interface Life {
  readonly name: string;
  readonly uid: string;
}

/** The target of a pod fault, as it was when the fault was prepared; all as JSON, for the undo record. */
export interface PodTarget {
  readonly run: string;
  /** The fault's id. */
  readonly fault: string;
  readonly namespace: string;
  readonly service: string;
  readonly workload: Life & { readonly apiVersion: string; readonly kind: string };
  /** Those of the service's pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** The pods that the fault takes. */
  readonly pods: readonly Life[];
  /** Uids of all pods that the service had. */
  readonly before: readonly string[];
}

/** A type of fault on pods, or on what runs them, that the API alone makes. */
export interface PodFault<Params = unknown, Found = unknown> {
  /** The fault's type: `kill`. */
  readonly type: string;
  /** `deletes the pod through the API` */
  readonly means: string;
  /** The effect, the undo and the proof, where they are other than the type says. */
  readonly explanation?: Partial<FaultExplanation>;
  /** True when what runs the pods heals it by itself, as soon as it is in. */
  readonly healsItself?: true;
  /** True when it takes all of the service's pods at once, since it is done to what runs them. */
  readonly takesAll?: true;
  /** Access that its user must have; without a namespace where that is in the whole cluster. */
  needs(on: { readonly workload: { readonly kind: string }; readonly namespace: string }): readonly Access[];
  /** Tells why it can't be made of this workload; nothing when it can. */
  refuses?(on: { readonly params: Params; readonly workload: Workload; readonly mode: Mode }): Inability | undefined;
  /** Reads what must be known to take it back, as JSON. It reads, and changes nothing. */
  prepare?(from: PodPreparation<Params>): Promise<Found>;
  /** Of what `prepare` gives, as a record holds it: of nothing, unless said. */
  readonly foundSchema?: z.ZodType<Found>;
  /** Puts it in; stops between two changes when the signal aborts, but cuts none short. */
  inject(on: PodContext<Found> & { readonly params: Params }): Promise<void>;
  /** Tells whether it took effect, from the cluster: pod uids, counts, marks on nodes. */
  verify(on: PodContext<Found> & { readonly params: Params }): Promise<Effect>;
  /** True when all pods stay as they are, so that none has to be waited for after it. */
  readonly endsNoPods?: true;
  /**
   * The undo to do before the workload's pods are waited for; none for a fault that ends by itself. Idempotent, and
   * right when nothing was put in.
   */
  undo?(on: PodContext<Found>): Promise<void>;
  /** Tells whether nothing is left to undo; needed where there is an undo. */
  isGone?(on: PodContext<Found>): Promise<boolean>;
  /** The command that a person would type after `kubectl` to take it back. */
  manual(of: Pick<PodContext<Found>, "target" | "found">): string;
}

/** All that a fault on pods has to do with. */
export interface PodContext<Found = unknown> {
  readonly target: PodTarget;
  /** Facts that `prepare` gave. */
  readonly found: Found;
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
}

/** All that a fault on pods is prepared from. */
export interface PodPreparation<Params> {
  readonly workload: ClusterObject;
  /** Those that it takes. */
  readonly pods: readonly ClusterObject[];
  readonly params: Params;
  readonly cluster: Cluster;
}

/** A type of fault that only the API of a cluster makes. */
export interface PodKind<Params = unknown, Found = unknown> extends FaultKind<Params>, PodFault<Params, Found> {}

/** Data of the record of a pod fault, beside the address of its cluster. */
export interface PodFaultData {
  readonly type: string;
  readonly target: PodTarget;
  readonly found: JsonValue;
}

import type { JsonValue } from "../../values/json.ts";

/** An object that a cluster holds, of any kind, as its API has it. Only what we read is typed. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name?: string;
  readonly namespace?: string;
  /** Names this life of the object: another one of the same name has another uid. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  /** RFC 3339, on the API server's clock. */
  readonly creationTimestamp?: string;
  /** Set while it is being deleted. */
  readonly deletionTimestamp?: string;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** A kind of object: `{ apiVersion: "chaos-mesh.org/v1alpha1", kind: "PodChaos" }`. */
export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The address of an object. None of the cluster's own have a namespace. */
export interface ObjectRef extends ObjectKind {
  readonly namespace?: string;
  readonly name: string;
}

/** The objects of a kind to ask for; all in the cluster when there is no namespace. */
export interface ObjectQuery extends ObjectKind {
  readonly namespace?: string;
  /** Label selector as kubectl takes it: `app=pricing,tier!=cache`. */
  readonly labels?: string;
  /** Field selector: `spec.nodeName=node-1`. */
  readonly fields?: string;
}

export type WatchEvent = { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: ClusterObject };

/** A merge patch (RFC 7386). */
export type MergePatch = { readonly [field: string]: JsonValue };

/** Where a chaos object acts: the pods, and for an edge the pods at its other end. */
export interface ChaosTarget {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of an edge: the callee's. `labels` are the caller's then. */
  readonly targetLabels?: Readonly<Record<string, string>>;
  /** In Chaos Mesh's words: `one`, `all`, `fixed`, `fixed-percent`, `random-max-percent`, and its value. */
  readonly mode: { readonly mode: string; readonly value?: string };
}

/** How Chaos Mesh makes a type of fault: the object to create, without what all have in common. */
export interface ChaosRecipe<Params = unknown> {
  /** The fault's type: `packet-loss`. */
  readonly type: string;
  /** `NetworkChaos` */
  readonly kind: string;
  /** The `spec`, without selector, mode and duration, which come from the target for all kinds alike. */
  spec(params: Params, target: ChaosTarget): Readonly<Record<string, unknown>>;
}

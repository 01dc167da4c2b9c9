import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { Ability } from "./abilities.ts";
import type { QueueRecipe } from "./packet-queue.ts";
import type { TableRecipe } from "./packet-table.ts";
import type { RedirectRecipe } from "./redirect.ts";

/** A thing to put into a namespace. */
export type Recipe = TableRecipe | QueueRecipe | RedirectRecipe;

/** A technique that makes a fault. */
export interface Technique<Params = unknown> {
  /** Tells the techniques of a kind apart: `netem`. */
  readonly id: string;
  /** In the words of a plan. */
  readonly means: string;
  /** Abilities that the kernel, its tools and the runner must have. */
  readonly needs: readonly Ability[];
  /** Only for faults that set this key: the technique of their own. */
  readonly forKey?: string;
  recipe(params: Params): Recipe;
}

/** A fault on the packets of a service's network, or of an edge in its caller's network. */
export interface NetworkKind<Params = unknown> extends FaultKind<Params> {
  /** The first that can be gone is. */
  readonly techniques: readonly Technique<Params>[];
  /** Word for what it does to packets, for evidence: `dropped`. */
  readonly done: string;
}

import type { Effect } from "../fault.ts";
import type { Namespace } from "./namespace.ts";
import type { Recipe } from "./network-kind.ts";
import { hasQueue, putQueue, queueEffect, removeQueue } from "./packet-queue.ts";
import { hasTable, putTable, removeTable, tableEffect } from "./packet-table.ts";
import { isRedirectGone, putRedirect, redirectEffect, removeRedirect } from "./redirect.ts";
import type { Peer } from "./service-networks.ts";

/** By what a thing that was put in is known again, by any process. */
export interface Trace {
  /** Name of the nft table, or handle of the queueing discipline. */
  readonly mark: string;
  /** Carried by processes that belong to it. */
  readonly token: string;
}

/** A namespace that something is put into. */
interface Putting<R extends Recipe> {
  readonly namespace: Namespace;
  readonly trace: Trace;
  readonly recipe: R;
  /** The other ends, for a fault on an edge. */
  readonly peers: readonly Peer[] | undefined;
}

/** Something that was put in. */
interface Look<R extends Recipe> extends Omit<Putting<R>, "peers"> {
  /** Word for what the kind of fault does to packets: `dropped`. */
  readonly done: string;
}

/** Something that was put in, in the namespace that is in its place now; undefined where none is. */
interface Left {
  readonly namespace: Namespace | undefined;
  readonly trace: Trace;
}

/**
 * The means by which things of one sort are put into a namespace, seen there, and taken out of whatever namespace there
 * is now.
 */
interface Means<R extends Recipe> {
  inject(putting: Putting<R>): Promise<void>;
  verify(look: Look<R>): Promise<Effect>;
  undo(left: Left): Promise<void>;
  isGone(left: Left): Promise<boolean>;
}

const means: { readonly [By in Recipe["by"]]: Means<Extract<Recipe, { readonly by: By }>> } = {
  table: {
    inject: ({ namespace, trace, recipe, peers }) => putTable(namespace, trace.mark, recipe, peers),
    verify: ({ namespace, trace, done }) => tableEffect(namespace, trace.mark, done),
    undo: async ({ namespace, trace }) => namespace && removeTable(namespace, trace.mark),
    isGone: async ({ namespace, trace }) => namespace === undefined || !(await hasTable(namespace, trace.mark)),
  },
  queue: {
    inject: ({ namespace, trace, recipe, peers }) => putQueue(namespace, trace.mark, recipe, peers),
    verify: ({ namespace, trace, recipe }) => queueEffect(namespace, trace.mark, recipe),
    undo: async ({ namespace, trace }) => namespace && removeQueue(namespace, trace.mark),
    isGone: async ({ namespace, trace }) => namespace === undefined || !(await hasQueue(namespace, trace.mark)),
  },
  redirect: {
    inject: ({ namespace, trace: { mark, token }, recipe, peers }) =>
      putRedirect(namespace, mark, token, recipe, peers),
    verify: ({ namespace, trace: { mark, token } }) => redirectEffect(namespace, mark, token),
    undo: ({ namespace, trace: { mark, token } }) => removeRedirect(namespace, mark, token),
    isGone: ({ namespace, trace: { mark, token } }) => isRedirectGone(namespace, mark, token),
  },
};

/** The means that a recipe, or an undo record, names. */
export function meansFor(by: Recipe["by"]): Means<Recipe> {
  return means[by] as Means<Recipe>;
}

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

/**
 * The means by which things of one sort are put into a namespace, seen there, and taken out of whatever namespace there
 * is now.
 */
interface Means<R extends Recipe> {
  put(namespace: Namespace, trace: Trace, recipe: R, peers: readonly Peer[] | undefined): Promise<void>;
  /** @param done what the kind of fault does to packets: `dropped` */
  effect(namespace: Namespace, trace: Trace, recipe: R, done: string): Promise<Effect>;
  remove(namespace: Namespace | undefined, trace: Trace): Promise<void>;
  isGone(namespace: Namespace | undefined, trace: Trace): Promise<boolean>;
}

const means: { readonly [By in Recipe["by"]]: Means<Extract<Recipe, { readonly by: By }>> } = {
  table: {
    put: (namespace, { mark }, recipe, peers) => putTable(namespace, mark, recipe, peers),
    effect: (namespace, { mark }, _, done) => tableEffect(namespace, mark, done),
    remove: async (namespace, { mark }) => namespace && removeTable(namespace, mark),
    isGone: async (namespace, { mark }) => namespace === undefined || !(await hasTable(namespace, mark)),
  },
  queue: {
    put: (namespace, { mark }, recipe, peers) => putQueue(namespace, mark, recipe, peers),
    effect: (namespace, { mark }, recipe) => queueEffect(namespace, mark, recipe),
    remove: async (namespace, { mark }) => namespace && removeQueue(namespace, mark),
    isGone: async (namespace, { mark }) => namespace === undefined || !(await hasQueue(namespace, mark)),
  },
  redirect: {
    put: (namespace, { mark, token }, recipe, peers) => putRedirect(namespace, mark, token, recipe, peers),
    effect: (namespace, { mark, token }) => redirectEffect(namespace, mark, token),
    remove: (namespace, { mark, token }) => removeRedirect(namespace, mark, token),
    isGone: (namespace, { mark, token }) => isRedirectGone(namespace, mark, token),
  },
};

/** The means that a recipe, or an undo record, names. */
export function meansFor(by: Recipe["by"]): Means<Recipe> {
  return means[by] as Means<Recipe>;
}

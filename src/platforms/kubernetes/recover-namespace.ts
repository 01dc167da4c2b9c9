import type { Cluster } from "../../clients/cluster/cluster.ts";
import { takeOut } from "../../records/undo/take-out.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { isAlive, type Lease, readLease } from "./lease.ts";
import { namespaceRecord } from "./namespace-undoer.ts";

/** Something of a run's that was found on a cluster. */
export interface Leftover {
  readonly runId: string;
  readonly record: UndoRecord;
}

/** Finds what runs made in a namespace, or did to it, of one sort; by its labels, so that no journal is needed. */
export type LeftoverFinder = (cluster: Cluster, namespace: string) => Promise<readonly Leftover[]>;

export interface NamespaceRecovery {
  /** Of a run that lives: what is its own was left alone. */
  readonly held: Lease | undefined;
  readonly undone: readonly Leftover[];
  readonly left: readonly (Leftover & { readonly why: string })[];
}

export interface RecoverNamespaceOptions {
  readonly clock: Clock;
  readonly finders: readonly LeftoverFinder[];
  readonly undoers: readonly Undoer[];
}

/** Takes away what runs that are gone left in a namespace. */
export type NamespaceRecoverer = (cluster: Cluster, namespace: string) => Promise<NamespaceRecovery>;

/** For each of what is found. */
const UNDO_DEADLINE_MS = 20_000;

/** Takes away what runs left in a namespace whose runner no longer renews its lease, whoever ran them. */
export async function recoverNamespace(
  cluster: Cluster,
  namespace: string,
  { clock, finders, undoers }: RecoverNamespaceOptions,
): Promise<NamespaceRecovery> {
  const lease = await readLease(cluster, namespace);
  const held = lease !== undefined && isAlive(lease, cluster, clock) ? lease : undefined;
  const found = await Promise.all(finders.map((find) => find(cluster, namespace)));
  const all = [...(lease === undefined ? [] : [ofLease(lease, cluster, namespace)]), ...found.flat()];
  // Records of different runs may have the same id.
  const leftovers = all
    .filter(({ runId }) => runId !== held?.runId)
    .map(({ runId, record }) => ({ runId, record: { ...record, id: `${runId}: ${record.id}` } }));
  const of = ({ id }: UndoRecord) => leftovers.find(({ record }) => record.id === id) as Leftover;
  const undone: Leftover[] = [];
  const left = await takeOut(
    leftovers.map(({ record }) => record),
    undoers,
    {
      clock,
      deadlineMs: UNDO_DEADLINE_MS,
      // A lease outlives its runner for longer than a request is under way.
      mayComeYet: () => false,
      onUndone: (record) => undone.push(of(record)),
      onFailed: () => undefined,
    },
  );
  return { held, undone, left: left.map(({ record, why }) => ({ ...of(record), why })) };
}

function ofLease({ runId, objects }: Lease, cluster: Cluster, namespace: string): Leftover {
  return { runId, record: namespaceRecord(cluster, { namespace, runId, objects }) };
}

import { z } from "zod";
import type { Cluster, ClusterAddress } from "../../clients/cluster/cluster.ts";
import type { ClusterObject, ObjectRef } from "../../clients/cluster/cluster-object.ts";
import { RUN_LABEL } from "../../clients/cluster/labels.ts";
import {
  clusterAddressSchema,
  dnsNameSchema,
  objectRefSchema,
  runLabelSchema,
} from "../../clients/cluster/record-schema.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { connect } from "./connect.ts";
import { LeaseKeptError } from "./kubernetes-errors.ts";
import { LEASE_NAME, leaseRef } from "./lease.ts";

const POLL_MS = 250;

/** Data of the record of a run's hold on a namespace. */
interface NamespaceData {
  readonly cluster: ClusterAddress;
  readonly namespace: string;
  readonly runId: string;
  /** Objects that the run applies. Of another run's label, or none, they aren't ours. */
  readonly objects: readonly ObjectRef[];
}

const records = new UndoRecordKind<NamespaceData>(
  "kubernetes-namespace",
  schemaOf<NamespaceData>({
    cluster: clusterAddressSchema,
    namespace: dnsNameSchema,
    runId: runLabelSchema,
    objects: z.array(objectRefSchema),
  }),
);

export function namespaceRecord(
  cluster: Cluster,
  { namespace, runId, objects }: Omit<NamespaceData, "cluster">,
): UndoRecord {
  const what = objects.length === 0 ? "" : ` and what was applied there (${objects.length} objects)`;
  return {
    id: records.kind,
    kind: records.kind,
    what: `the lease on the namespace ${namespace} of context ${cluster.context}${what}`,
    // What the run made is owned by it, and goes with it.
    manual: `kubectl --context ${cluster.context} --namespace ${namespace} delete lease ${LEASE_NAME}`,
    data: records.write({ cluster: cluster.address, namespace, runId, objects }),
  };
}

/**
 * Removes what a run applied to a namespace, then its lease, unless something of the run is left that would disturb the
 * next one. What was there before, and what others made since under the same names, is left alone.
 * @param onUndo called with the run's id before anything is removed
 */
export function namespaceUndoer(clock: Clock, onUndo: (runId: string) => void = () => undefined): Undoer {
  return {
    kind: records.kind,
    heedsLeft: true,
    async undo(record, signal, [left] = []) {
      const data = records.read(record);
      onUndo(data.runId);
      const cluster = await connect(data.cluster, clock);
      await remove(data.objects, data.runId, cluster, clock, signal);
      // Last, so that no other run comes before all is gone.
      if (left !== undefined) {
        throw new LeaseKeptError({ message: `it keeps other runs away from what is left: ${left.what}` });
      }
      await remove([leaseRef(data.namespace)], data.runId, cluster, clock, signal);
    },
    async isGone(record, signal) {
      const { cluster: address, objects, runId, namespace } = records.read(record);
      const cluster = await connect(address, clock);
      const left = await leftOf([...objects, leaseRef(namespace)], runId, cluster, signal);
      return left.length === 0;
    },
  };
}

/** Deletes those of a run's objects that are there, and waits until they aren't. */
async function remove(
  refs: readonly ObjectRef[],
  runId: string,
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let left = await leftOf(refs, runId, cluster, signal);
  await Promise.all(left.map(({ ref, uid }) => cluster.delete(ref, { uid, propagation: "Background", signal })));
  const areGone = async () => {
    const refsLeft = left.map(({ ref }) => ref);
    left = await leftOf(refsLeft, runId, cluster, signal);
    return left.length === 0;
  };
  await pollUntil(areGone, { clock, everyMs: POLL_MS, signal });
}

async function leftOf(
  refs: readonly ObjectRef[],
  runId: string,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly { readonly ref: ObjectRef; readonly uid: string }[]> {
  const found = await Promise.all(refs.map(async (ref) => ({ ref, object: await cluster.get(ref, { signal }) })));
  return found.flatMap(({ ref, object }) => (isOf(runId, object) ? [{ ref, uid: object?.metadata.uid ?? "" }] : []));
}

function isOf(runId: string, object: ClusterObject | undefined): boolean {
  return object?.metadata.labels?.[RUN_LABEL] === runId;
}

import type { Cluster, ClusterAddress } from "../../clients/cluster/cluster.ts";
import { ConflictError, NotFoundError } from "../../clients/cluster/cluster-errors.ts";
import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import { openCluster } from "../../clients/cluster/open-cluster.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { seededRandom } from "../../values/random/random.ts";
import { FaultError } from "../fault-error.ts";
import { type ChaosRecordData, chaosRecords, isOfRun, refOf } from "./chaos-record.ts";
import { stillIn } from "./chaos-status.ts";
import { withdraw } from "./chaos-withdraw.ts";
import { lookUntil } from "./look-until.ts";

/** Time that Chaos Mesh may take to take a fault out of its pods. Less than a record's deadline, which says less. */
const GONE_WITHIN_MS = 15_000;
/** Time for which finalizers are waited for that may be taken away. */
const FORCE_AFTER_MS = 8000;

export interface ChaosUndoOptions {
  /** Takes the finalizers away from an object that doesn't go: what Chaos Mesh put into pods may stay in them. */
  readonly forceFinalizers: boolean;
  /** Opens the cluster of a record. */
  readonly open?: (address: ClusterAddress) => Promise<Cluster>;
}

/** Deletes chaos objects, and waits until Chaos Mesh has recovered what they were on and lets them go. */
export function chaosUndoer(clock: Clock, { forceFinalizers, open }: ChaosUndoOptions): Undoer {
  const openIt = open ?? ((address) => openCluster(address, { clock, random: seededRandom(1) }));
  return {
    kind: chaosRecords.kind,
    async undo(record, signal) {
      const data = chaosRecords.read(record);
      const cluster = await openIt(data.cluster);
      const look = () => find(cluster, data, signal);
      const found = await look();
      if (found === undefined) return;
      const { uid } = found.metadata;
      await cluster.delete(refOf(data), { signal, propagation: "Background", ...(uid === undefined ? {} : { uid }) });
      const withinMs = forceFinalizers ? FORCE_AFTER_MS : GONE_WITHIN_MS;
      const lookAgain = async () => {
        const now = await look();
        if (now !== undefined) await withdrawn(cluster, now, signal);
        return now;
      };
      const object = await lookUntil(lookAgain, (now) => now === undefined, { clock, withinMs, signal });
      if (object === undefined) return;
      if (!forceFinalizers) throw hanging(object, data);
      await cluster.patch(refOf(data), { metadata: { finalizers: [] } }, { signal });
    },
    async isGone(record, signal) {
      const data = chaosRecords.read(record);
      return (await find(await openIt(data.cluster), data, signal)) === undefined;
    },
  };
}

/** Withdraws what waits for nodes. Where the controller was quicker, it is looked at again anyway. */
async function withdrawn(cluster: Cluster, object: ClusterObject, signal: AbortSignal): Promise<void> {
  try {
    await withdraw(cluster, object, signal);
  } catch (error) {
    if (!(error instanceof ConflictError || error instanceof NotFoundError)) throw error;
  }
}

/** The run's object, if it is there. */
async function find(cluster: Cluster, data: ChaosRecordData, signal: AbortSignal): Promise<ClusterObject | undefined> {
  const ref = refOf(data);
  // Without its kind, none of it can be there.
  if (!(await cluster.has(ref, { signal }))) return undefined;
  const object = await cluster.get(ref, { signal });
  return object !== undefined && isOfRun(object, data) ? object : undefined;
}

/** Makes an error of why an object doesn't go, and what a person would type; what `recover` shows anyway isn't said again. */
function hanging(object: ClusterObject, data: ChaosRecordData): FaultError {
  const { kind, namespace, name } = data;
  const finalizers = object.metadata.finalizers ?? [];
  const held =
    finalizers.length > 0 ? `its finalizers hold it (${finalizers.join(", ")})` : "the cluster is deleting it";
  return new FaultError({
    message:
      `${kind} ${namespace}/${name} is deleted and doesn't go: ${held}; ${stillIn(object)}; when Chaos Mesh runs, ` +
      "`brownout recover` waits for it again; `brownout recover --force-finalizers` lets go of it regardless",
  });
}

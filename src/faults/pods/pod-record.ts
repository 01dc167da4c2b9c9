import type { Cluster, ClusterAddress } from "../../clients/cluster/cluster.ts";
import { CHANGED_BY } from "../../clients/cluster/labels.ts";
import { workloadKinds } from "../../clients/cluster/workload.ts";
import type { JsonValue, UndoRecord } from "../../judge/history/event.ts";
import { readMarks } from "./marks.ts";
import type { PodFaultData } from "./pod-kind.ts";
import { podFaultOf } from "./pod-recipes.ts";
import { listNames } from "./pods.ts";

/** The kind of undo records of faults on pods. */
export const POD_RECORD = "pods";

interface RecordData extends PodFaultData {
  readonly cluster: ClusterAddress;
}

/** It is within nothing: what it changed stays when the run's system goes, unless the run made that itself. */
export function podRecord(data: PodFaultData, address: ClusterAddress): UndoRecord {
  const { type, target, found } = data;
  const names = target.pods.length === 0 ? "" : `: ${listNames(target.pods.map(({ name }) => name))}`;
  const context = address.context === undefined ? "" : ` --context ${address.context}`;
  const json = { ...data, cluster: { ...address } } satisfies RecordData;
  return {
    id: `${target.fault} on pods of ${target.service}`,
    kind: POD_RECORD,
    what: `${type} of ${target.service} in ${target.namespace}${names}`,
    manual: `kubectl${context} ${podFaultOf(type).manual(target, found)}`,
    data: json as unknown as JsonValue,
  };
}

export function podDataOf(record: UndoRecord): RecordData {
  return record.data as unknown as RecordData;
}

/**
 * Finds what faults on a namespace have changed, by the marks that they leave on workloads and nodes, without a
 * journal. Pods that were ended need nobody: what runs them makes others.
 */
export async function podLeftovers(
  cluster: Cluster,
  namespace: string,
): Promise<readonly { readonly runId: string; readonly record: UndoRecord }[]> {
  const queries = workloadKinds.map((kind) => ({ ...kind, namespace }));
  // Who may not list nodes hasn't cordoned any.
  const seesNodes = await cluster.may({ verb: "list", group: "", resource: "nodes" });
  const all = [...queries, ...(seesNodes ? [{ apiVersion: "v1", kind: "Node" }] : [])];
  const found: PodFaultData[] = [];
  for (const query of all) {
    for await (const object of cluster.list({ ...query, labels: CHANGED_BY })) {
      const data = readMarks({ ...query, ...object });
      if (data?.target.namespace === namespace) found.push(data);
    }
  }
  return found.map((data, at) => {
    const record = podRecord(data, cluster.address);
    // A fault can have changed several nodes.
    return { runId: data.target.run, record: { ...record, id: `${record.id}, ${at + 1}` } };
  });
}

import { z } from "zod";
import type { Cluster, ClusterAddress } from "../../clients/cluster/cluster.ts";
import { CHANGED_BY } from "../../clients/cluster/labels.ts";
import { clusterAddressSchema } from "../../clients/cluster/record-schema.ts";
import { workloadKinds } from "../../clients/cluster/workload.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { readMarks } from "./marks.ts";
import { podFaultShape } from "./pod-data-schema.ts";
import type { PodFaultData } from "./pod-kind.ts";
import { podFaultOf, podFaults } from "./pod-recipes.ts";
import { listNames } from "./pods.ts";

interface RecordData extends PodFaultData {
  readonly cluster: ClusterAddress;
}

/** The undo records of faults on pods. */
export const podRecords = new UndoRecordKind<RecordData>(
  "pods",
  schemaOf<RecordData>({ ...podFaultShape, cluster: clusterAddressSchema }).superRefine(checkFound),
);

/** Reports a type that isn't made here, and what a fault of its type doesn't find. */
function checkFound({ type, found }: PodFaultData, context: z.RefinementCtx): void {
  const fault = podFaults.find((one) => one.type === type);
  if (fault === undefined) context.addIssue({ code: "custom", path: ["type"], message: `${type} is no fault on pods` });
  for (const { path, message } of (fault?.foundSchema ?? z.null()).safeParse(found).error?.issues ?? []) {
    context.addIssue({ code: "custom", path: ["found", ...path], message });
  }
}

/** It is within nothing: what it changed stays when the run's system goes, unless the run made that itself. */
export function podRecord(data: PodFaultData, address: ClusterAddress): UndoRecord {
  const { type, target, found } = data;
  const names = target.pods.length === 0 ? "" : `: ${listNames(target.pods.map(({ name }) => name))}`;
  const context = address.context === undefined ? "" : ` --context ${address.context}`;
  return {
    id: `${target.fault} on pods of ${target.service}`,
    kind: podRecords.kind,
    what: `${type} of ${target.service} in ${target.namespace}${names}`,
    manual: `kubectl${context} ${podFaultOf(type).manual({ target, found })}`,
    data: podRecords.write({ ...data, cluster: address }),
  };
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

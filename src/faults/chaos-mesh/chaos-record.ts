import { z } from "zod";
import type { Cluster, ClusterAddress } from "../../clients/cluster/cluster.ts";
import type { ClusterObject, ObjectRef } from "../../clients/cluster/cluster-object.ts";
import { RUN_LABEL } from "../../clients/cluster/labels.ts";
import { clusterAddressSchema, dnsNameSchema, runLabelSchema } from "../../clients/cluster/record-schema.ts";
import { kindsInPods } from "../../files/import/chaos-mesh/kinds.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { CHAOS_API } from "./chaos-kind.ts";

/** Data of the undo record of a chaos object. */
export interface ChaosRecordData {
  readonly cluster: ClusterAddress;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The run whose it is: one of the same name that another run or a person made is left alone. */
  readonly run: string;
}

/** The undo records of chaos objects. */
export const chaosRecords = new UndoRecordKind<ChaosRecordData>(
  "chaos-mesh",
  schemaOf<ChaosRecordData>({
    cluster: clusterAddressSchema,
    kind: z.enum(kindsInPods),
    namespace: dnsNameSchema,
    name: dnsNameSchema,
    run: runLabelSchema,
  }),
);

/**
 * The undo record of a chaos object. It is within nothing: Chaos Mesh takes its faults out of the pods by this object, so
 * that must be seen to go, whatever else is taken down.
 */
export function chaosRecord(fault: PlannedFault, object: ClusterObject, run: string, cluster: Cluster): UndoRecord {
  const { kind, metadata } = object;
  const { name = "", namespace = "" } = metadata;
  const record = recordOf({ cluster: cluster.address, kind, namespace, name, run });
  return { ...record, id: `${fault.id} as ${record.id}`, what: `${fault.type} as ${record.what}` };
}

/** Finds what is in a namespace by the labels of runs, whoever ran them, without their journals. */
export async function chaosLeftovers(
  cluster: Cluster,
  namespace: string,
): Promise<readonly { readonly runId: string; readonly record: UndoRecord }[]> {
  const found = await Promise.all(kindsInPods.map((kind) => namesOf(kind, cluster, namespace)));
  return found.flat().map((object) => {
    return { runId: object.run, record: recordOf({ cluster: cluster.address, namespace, ...object }) };
  });
}

type Named = Pick<ChaosRecordData, "kind" | "name" | "run">;

async function namesOf(kind: string, cluster: Cluster, namespace: string): Promise<readonly Named[]> {
  const query = { apiVersion: CHAOS_API, kind, namespace, labels: RUN_LABEL };
  if (!(await cluster.has(query))) return [];
  const found: Named[] = [];
  for await (const { metadata } of cluster.list(query)) {
    found.push({ kind, name: metadata.name ?? "", run: metadata.labels?.[RUN_LABEL] ?? "" });
  }
  return found;
}

function recordOf(data: ChaosRecordData): UndoRecord {
  const name = `${data.kind} ${data.namespace}/${data.name}`;
  return { id: name, kind: chaosRecords.kind, what: name, manual: byHand(data), data: chaosRecords.write(data) };
}

export function refOf({ kind, namespace, name }: ChaosRecordData): ObjectRef {
  return { apiVersion: CHAOS_API, kind, namespace, name };
}

/** Tells whether an object is the one that the run made. */
export function isOfRun({ metadata }: ClusterObject, { run }: ChaosRecordData): boolean {
  return metadata.labels?.[RUN_LABEL] === run;
}

/** The lines for kubectl: what deletes it, and what lets go of it where that hangs. */
function byHand(data: ChaosRecordData): string {
  const { cluster, kind, namespace, name } = data;
  const context = cluster.context === undefined ? "" : ` --context ${cluster.context}`;
  const kubectl = `kubectl${context} --namespace ${namespace}`;
  const object = `${kind.toLowerCase()}.chaos-mesh.org ${name}`;
  return [
    `${kubectl} delete ${object} --wait=false`,
    `where it doesn't go: ${kubectl} patch ${object} --type merge --patch '{"metadata":{"finalizers":[]}}'`,
  ].join("; ");
}

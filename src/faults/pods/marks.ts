import type { ClusterObject, MergePatch } from "../../clients/cluster/cluster-object.ts";
import { CHANGED_BY } from "../../clients/cluster/labels.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { JsonValue } from "../../values/json.ts";
import { FaultError } from "../fault-error.ts";
import { podFaultSchema } from "./pod-data-schema.ts";
import type { PodFaultData, PodTarget } from "./pod-kind.ts";

/** Beside the label of the run that changed an object: what takes it back, as an annotation. It goes with the fault. */
const UNDO = "brownout.dev/undo";

/** Put on an object together with the change. */
export function marksFor({ type }: Pick<FaultKind, "type">, target: PodTarget, found: unknown): MergePatch {
  const data: PodFaultData = { type, target: { ...target, pods: [], before: [] }, found: found as JsonValue };
  return { labels: { [CHANGED_BY]: target.run }, annotations: { [UNDO]: JSON.stringify(data) } };
}

/** Taken away together with the change. */
export const unmarked: MergePatch = { labels: { [CHANGED_BY]: null }, annotations: { [UNDO]: null } };

/** The data to take back the change of a run; undefined on an object that no run has changed. */
export function readMarks({ kind, metadata }: ClusterObject): PodFaultData | undefined {
  if (metadata.labels?.[CHANGED_BY] === undefined) return undefined;
  const text = metadata.annotations?.[UNDO] ?? "";
  try {
    return podFaultSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new FaultError({
      message: `a run changed ${kind} ${metadata.name}, and somebody changed its annotation ${UNDO} since: "${text}"`,
      hint: `Take it back by hand, then remove the label ${CHANGED_BY}.`,
      cause,
    });
  }
}

/** Tells whether it is this fault that changed an object. */
export function isMarkedBy({ run, fault }: PodTarget, object: ClusterObject | undefined): boolean {
  const marks = object && readMarks(object);
  return marks?.target.run === run && marks.target.fault === fault;
}

import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import type { Effect } from "../fault.ts";

/** Message of Chaos Mesh for a pod on whose node there is nothing to put a fault in by. */
const NO_DAEMON = /cannot find daemonIP/;

/** One pod, or one container, that a chaos object is on. */
interface ChaosRecord {
  /** `shop/pricing-7d4f/service` */
  readonly id: string;
  /** `.` for the object's own selector, `.Target` for that of its target. */
  readonly selectorKey?: string;
  /** `Injected`, `Not Injected`, or one of those with a step on the way: `Not Injected/Wait`. */
  readonly phase: string;
  /** Number of times that it was put in. */
  readonly injectedCount?: number;
  readonly events?: readonly { readonly type: string; readonly operation: string; readonly message?: string }[];
}

/** The status that Chaos Mesh gives an object. */
interface ChaosStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  readonly experiment?: { readonly containerRecords?: readonly ChaosRecord[] };
}

export function isInjected(object: ClusterObject): boolean {
  return recordsOf(object).length > 0 && condition(object, "AllInjected");
}

/** Tells whether a chaos object is in, by its status. `uid` is of the object that was created. */
export function chaosEffect(object: ClusterObject | undefined, name: string, uid: string | undefined): Effect {
  if (object === undefined) return { took: "false", evidence: `somebody else deleted ${name} while it was in` };
  const { metadata } = object;
  if (metadata.uid !== uid) return { took: "false", evidence: `somebody else put another ${name} in its place` };
  if (metadata.deletionTimestamp !== undefined) {
    return { took: "false", evidence: `somebody else deleted ${name} while it was in; Chaos Mesh is taking it out` };
  }
  if (isInjected(object)) return { took: "true", evidence: `Chaos Mesh says ${name} is in ${pods(recordsOf(object))}` };
  return { took: "false", evidence: `${name} is not in everywhere: ${whyNot(object)}` };
}

/** Tells why it isn't in, in the words of Chaos Mesh: of each pod the last thing that failed. */
export function whyNot(object: ClusterObject): string {
  const records = recordsOf(object);
  if (records.length === 0) return "it has chosen no pods";
  if (condition(object, "Paused")) return "it is paused, by an annotation of its own";
  const waiting = records.filter(({ phase }) => phase !== "Injected");
  const sentences = waiting.map(({ id, phase, events = [] }) => {
    const failed = events.findLast(({ type }) => type === "Failed");
    return `${id} is ${phase.toLowerCase()}${failed?.message ? ` (${failed.operation}: ${failed.message})` : ""}`;
  });
  return listed(sentences, "; ");
}

/** Describes what of it is still in, while it is being taken out. */
export function stillIn(object: ClusterObject): string {
  const left = recordsOf(object).filter(({ phase }) => phase !== "Not Injected");
  if (left.length === 0) return "Chaos Mesh says that nothing of it is in any pod";
  const failed = left.flatMap(({ events = [] }) => events.findLast(({ type }) => type === "Failed")?.message ?? []);
  const why = failed.length > 0 ? `: ${failed[0]}` : "";
  return `Chaos Mesh hasn't taken it out of ${pods(left)}${why}`;
}

/** Tells whether it never reached a pod, and waits for a node on which Chaos Mesh has no daemon. */
export function waitsForDaemon(object: ClusterObject): boolean {
  const records = recordsOf(object).filter((record) => !getsNoRule(record, object));
  const never = records.every(({ phase, injectedCount = 0, events = [] }) => {
    const isUnreached = events.every(({ type, message = "" }) => type === "Failed" && NO_DAEMON.test(message));
    return (
      injectedCount === 0 &&
      (phase === "Not Injected" || (phase === "Not Injected/Wait" && events.length > 0)) &&
      isUnreached
    );
  });
  return never && records.some(({ phase }) => phase !== "Not Injected");
}

/**
 * Tells whether a record is of the end of a NetworkChaos that its direction leaves alone: Chaos Mesh calls those
 * injected at once, with nothing in their pods (its trafficcontrol and partition implementations, `Apply`).
 */
function getsNoRule({ selectorKey }: ChaosRecord, { kind, spec }: ClusterObject): boolean {
  if (kind !== "NetworkChaos") return false;
  const { direction = "to" } = (spec ?? {}) as { readonly direction?: string };
  return (direction === "from" && selectorKey === ".") || (direction === "to" && selectorKey === ".Target");
}

export function recordsOf({ status }: ClusterObject): readonly ChaosRecord[] {
  return (status as ChaosStatus | undefined)?.experiment?.containerRecords ?? [];
}

function condition({ status }: ClusterObject, type: string): boolean {
  const conditions = (status as ChaosStatus | undefined)?.conditions ?? [];
  return conditions.some((one) => one.type === type && one.status === "True");
}

function pods(records: readonly ChaosRecord[]): string {
  const ids = records.map(({ id }) => id);
  return ids.length === 1 ? `${ids[0]}` : `${ids.length} places: ${listed(ids, ", ")}`;
}

/** A fault may be on thousands. */
const MOST = 5;

function listed(sentences: readonly string[], separator: string): string {
  const rest = sentences.length > MOST ? `${separator}and ${sentences.length - MOST} more` : "";
  return `${sentences.slice(0, MOST).join(separator)}${rest}`;
}

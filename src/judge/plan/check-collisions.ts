import type { PlannedFault } from "./plan.ts";

/** So long one fault's undo may take, and with it the next one's place. */
const UNDO_MS = 1000;

/**
 * Faults that would take the same thing of one service's network at the same time.
 * @param takes what a fault takes, of which each network has one; undefined for none
 */
export function collisionProblems(
  faults: readonly PlannedFault[],
  takes: (fault: PlannedFault) => string | undefined,
): readonly string[] {
  return faults.flatMap((fault, index) => {
    const what = takes(fault);
    const other = faults.slice(0, index).find((one) => takes(one) === what && overlap(one, fault) && meet(one, fault));
    if (what === undefined || other === undefined) return [];
    const taken = `the network of ${placeOf(fault)} has one ${what}, which ${other.id} takes at the same time`;
    return [
      `${fault.id}: ${taken}; begin it ${UNDO_MS / 1000} s after the other has ended, or leave one of the two out`,
    ];
  });
}

function overlap(a: PlannedFault, b: PlannedFault): boolean {
  const isBefore = (one: PlannedFault, next: PlannedFault) => one.startMs + one.durationMs + UNDO_MS <= next.startMs;
  return !isBefore(a, b) && !isBefore(b, a);
}

/** Tells whether there is a network that both are in. One on an edge is in those of all of the caller's replicas. */
function meet(a: PlannedFault, b: PlannedFault): boolean {
  if (placeOf(a) !== placeOf(b)) return false;
  return a.on.kind === "edge" || b.on.kind === "edge" || a.replicas.some((replica) => b.replicas.includes(replica));
}

function placeOf({ on }: PlannedFault): string {
  return on.kind === "edge" ? on.caller : on.service;
}

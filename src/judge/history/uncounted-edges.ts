import type { Plan } from "../plan/plan.ts";

/** Until when each edge was one whose calls nobody counted, as a fault failed them before they came to its proxy. */
export class UncountedEdges {
  readonly #hiding: ReadonlyMap<string, readonly string[]>;
  readonly #until = new Map<string, { readonly atMs: number; readonly fault: string }>();

  constructor({ faults }: Plan) {
    this.#hiding = new Map(faults.flatMap(({ id, uncounted = [] }) => (uncounted.length > 0 ? [[id, uncounted]] : [])));
  }

  /** @param faultsIn ids of what was in until `atMs` */
  note(atMs: number, faultsIn: ReadonlySet<string>): void {
    for (const [fault, edges] of this.#hiding) {
      if (faultsIn.has(fault)) for (const edge of edges) this.#until.set(edge, { atMs, fault });
    }
  }

  /** The fault that hid calls on the edge after `fromMs`; undefined where all were counted. */
  hiddenBy(edge: string, fromMs: number): string | undefined {
    const last = this.#until.get(edge);
    return last !== undefined && last.atMs > fromMs ? last.fault : undefined;
  }
}

import { z } from "zod";
import type { Cluster } from "../../clients/cluster/cluster.ts";
import { faultKinds } from "../../faults/kinds.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { Clock } from "../../values/clock/clock.ts";
import type { HarnessPart } from "../platform.ts";

const NODE = { apiVersion: "v1", kind: "Node" };
/** Kubelets look every ten seconds. */
const LOOK_EVERY_MS = 5000;
/** Of more nodes than this the first are looked at. */
const MOST_NODES = 50;
/** Conditions that a kubelet reports when its node is short of something; and, of the last, when it isn't well. */
const PRESSURES = ["MemoryPressure", "DiskPressure", "PIDPressure"];
/** Types of fault that may be why a node is short of something. */
const PRESSING = new Set(faultKinds.filter(({ mayPressNodes }) => mayPressNodes).map(({ type }) => type));

const nodeSchema = z.object({
  status: z
    .object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) })
    .prefault({}),
});

export interface NodePressureOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Names of the nodes that the system's pods are on now. */
  readonly nodes: () => ReadonlySet<string>;
  /** Those of the run. */
  readonly faults: readonly Pick<PlannedFault, "type">[];
  readonly signal: AbortSignal;
}

/** Follows what the nodes of a system's pods are short of, where this user may see it and no fault of the run is why. */
export class NodePressure {
  readonly #options: NodePressureOptions;
  /** By node, what it says. */
  #troubles: ReadonlyMap<string, string> = new Map();
  /** Before any fault was in. */
  #atFirst: ReadonlyMap<string, string> | undefined;

  private constructor(options: NodePressureOptions) {
    this.#options = options;
  }

  /** Resolves when it has looked once. */
  static async watch(options: NodePressureOptions): Promise<NodePressure> {
    const pressure = new NodePressure(options);
    const { cluster, clock, signal } = options;
    if (!(await cluster.may({ verb: "get", group: "", resource: "nodes" }, { signal }))) return pressure;
    await pressure.#look();
    let isLooking = false;
    const stop = clock.every(LOOK_EVERY_MS, () => {
      if (isLooking) return;
      isLooking = true;
      // What can't be seen for a while stays as it was; the API server is a part of its own.
      void pressure
        .#look()
        .catch(() => undefined)
        .finally(() => {
          isLooking = false;
        });
    });
    signal.addEventListener("abort", stop, { once: true });
    return pressure;
  }

  /** The nodes that are short of something now. */
  parts(): readonly HarnessPart[] {
    const isOwn = this.#options.faults.some(({ type }) => PRESSING.has(type));
    return [...this.#troubles]
      .filter(([node, says]) => !isOwn || this.#atFirst?.get(node) === says)
      .map(([node, says]) => ({
        name: `node ${node}`,
        read: () => ({ failing: `it says ${says}` }),
      }));
  }

  async #look(): Promise<void> {
    const { cluster, nodes, signal } = this.#options;
    const names = [...nodes()].slice(0, MOST_NODES);
    const found = await Promise.all(
      names.map(async (name) => [name, troubleOf(await cluster.get({ ...NODE, name }, { signal }))] as const),
    );
    this.#troubles = new Map(found.flatMap(([name, says]) => (says === undefined ? [] : [[name, says] as const])));
    this.#atFirst ??= this.#troubles;
  }
}

/** `MemoryPressure`, `NotReady`; undefined for a node that is well, or gone: its pods are, too. */
function troubleOf(node: unknown): string | undefined {
  if (node === undefined) return undefined;
  const { conditions } = nodeSchema.parse(node).status;
  const says = conditions.flatMap(({ type, status }) => {
    if (PRESSURES.includes(type) && status === "True") return [type];
    return type === "Ready" && status !== "True" ? ["NotReady"] : [];
  });
  return says.length === 0 ? undefined : says.join(", ");
}

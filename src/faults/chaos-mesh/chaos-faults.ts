import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ClusterObject, ObjectRef } from "../../clients/cluster/cluster-object.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import type { FaultInjector, PreparedFault } from "../fault.ts";
import { FaultError } from "../fault-error.ts";
import type { HeldNamespace } from "../pods/held-namespace.ts";
import { settleBeforeUndo } from "../settle-before-undo.ts";
import { chaosObject } from "./chaos-object.ts";
import { chaosRecord, chaosRecords, refOf } from "./chaos-record.ts";
import { chaosEffect, isInjected, whyNot } from "./chaos-status.ts";
import { lookUntil } from "./look-until.ts";
import { manifest } from "./manifest.ts";
import { chaosRecipes } from "./recipes.ts";

/** Time that Chaos Mesh may take to put a fault into its pods. Less than an injection's deadline, which says less. */
const INJECTED_WITHIN_MS = 8000;
/** Of the events on an object that didn't go in. */
const EVENTS_DEADLINE_MS = 1000;
const MOST_EVENTS = 5;

/** Makes faults by Chaos Mesh in the cluster that a system runs in: an object for each. */
export function chaosInjector(system: HeldNamespace, clock: Clock): FaultInjector {
  return {
    kinds: [...chaosRecipes, manifest],
    async prepare({ fault }) {
      const run = { id: system.runId, lease: system.lease };
      return [new ChaosFault(fault, chaosObject(fault, system, run), system, clock)];
    },
  };
}

/** A fault that Chaos Mesh makes of one object. */
class ChaosFault implements PreparedFault {
  readonly undo: PreparedFault["undo"];
  readonly #object: ClusterObject;
  readonly #ref: ObjectRef;
  readonly #name: string;
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  /** Of the object that was created. */
  #uid: string | undefined;

  constructor(fault: PlannedFault, object: ClusterObject, { cluster, runId }: HeldNamespace, clock: Clock) {
    this.undo = chaosRecord(fault, object, runId, cluster);
    this.#object = object;
    this.#ref = refOf(chaosRecords.read(this.undo));
    this.#name = `${this.#ref.kind} ${this.#ref.namespace}/${this.#ref.name}`;
    this.#cluster = cluster;
    this.#clock = clock;
  }

  /** Resolves when it is in every pod. @throws FaultError with what Chaos Mesh says when that takes too long */
  async inject(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const creating = this.#cluster.create(this.#object).then(({ metadata }) => {
      this.#uid = metadata.uid;
    });
    await settleBeforeUndo(creating, signal, this.#clock);
    const look = () => this.#cluster.get(this.#ref, { signal });
    const isOver = (now: ClusterObject | undefined) => now === undefined || isInjected(now);
    const object = await lookUntil(look, isOver, { clock: this.#clock, withinMs: INJECTED_WITHIN_MS, signal });
    if (object === undefined) throw new FaultError({ message: `somebody else deleted ${this.#name}` });
    if (!isInjected(object)) throw await this.#notInjected(object);
  }

  /** Anybody can delete the object, and its duration may be over. */
  async verify(signal: AbortSignal) {
    if (this.#uid === undefined) return { took: "false", evidence: `${this.#name} was not created` } as const;
    return chaosEffect(await this.#cluster.get(this.#ref, { signal }), this.#name, this.#uid);
  }

  async #notInjected(object: ClusterObject): Promise<FaultError> {
    const said = await this.#warnings();
    const events = said.length > 0 ? `; its events: ${said.join("; ")}` : "";
    return new FaultError({
      message: `Chaos Mesh took ${this.#name} and didn't put it in within ${INJECTED_WITHIN_MS / 1000} s: ${whyNot(object)}${events}`,
      hint: "Its controller and the chaos-daemon on the pods' node have to run: `kubectl get pods --namespace chaos-mesh`.",
    });
  }

  /** Reads the warnings among the events on the object. They say why it chose no pods, which its status doesn't. */
  async #warnings(): Promise<readonly string[]> {
    const { namespace = "" } = this.#ref;
    const query = { apiVersion: "v1", kind: "Event", namespace, fields: `involvedObject.uid=${this.#uid}` };
    const said = new Set<string>();
    try {
      await withDeadline(this.#clock, EVENTS_DEADLINE_MS, async (signal) => {
        for await (const { type, message } of this.#cluster.list(query, { signal })) {
          if (type === "Warning") said.add(String(message));
        }
      });
    } catch (error) {
      said.add(`(they can't be read: ${error instanceof Error ? error.message : error})`);
    }
    return [...said].slice(0, MOST_EVENTS);
  }
}

import type { Effect, FaultInjector, PreparedFault } from "../../src/faults/fault.ts";
import type { Edge } from "../../src/files/graph/graph.ts";
import type { ReplicaWaiting } from "../../src/judge/history/event.ts";
import type { PlannedFault } from "../../src/judge/plan/plan.ts";
import type { Platform, RunningSystem, ServiceDeath } from "../../src/platforms/platform.ts";
import type { Undoer } from "../../src/records/undo/undoer.ts";
import type { Faults } from "../../src/run/fault-player.ts";
import type { UndoRecord } from "../../src/values/undo-record.ts";
import { type SimulatedParams, simulatedKind } from "./simulated-plan.ts";
import type { Script } from "./simulated-script.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

const SYSTEM_RECORD: UndoRecord = {
  id: "system",
  kind: "simulated-system",
  what: "the simulated system",
  manual: "none",
  data: null,
};

/** Facts that services give of themselves. */
export type Diagnosis = Readonly<Record<string, Readonly<Record<string, number | string>>>>;

/** The words of services that are asked. */
export interface Said {
  readonly diagnosis: Diagnosis;
  readonly waiting: readonly ReplicaWaiting[];
}

/** A system in the world whose every call goes by the script. */
export class SimulatedSystem implements RunningSystem {
  readonly #world: SimulatedWorld;
  readonly #script: Script;
  readonly #said: Said;
  readonly #listeners: ((error: Error) => void)[] = [];
  readonly #deathListeners: ((death: ServiceDeath) => void)[] = [];

  constructor(world: SimulatedWorld, script: Script, said: Said) {
    this.#said = said;
    this.#world = world;
    this.#script = script;
  }

  urlsOf(service: string): readonly string[] {
    return [`http://${service}.invalid`];
  }

  async readEdges() {
    await this.#script.step("read edges");
    return this.#world.edgeTotals();
  }

  onBroken(listener: (error: Error) => void): void {
    this.#listeners.push(listener);
  }

  onServiceDied(listener: (death: ServiceDeath) => void): void {
    this.#deathListeners.push(listener);
  }

  async diagnose() {
    await this.#script.step("diagnose");
    return this.#said.diagnosis;
  }

  async readWaiting(tell: (waiting: ReplicaWaiting) => void, signal: AbortSignal) {
    for (const one of this.#said.waiting) tell(one);
    await this.#script.step("read waiting", signal);
  }

  die(death: ServiceDeath): void {
    for (const listener of this.#deathListeners) listener(death);
  }

  break(error: Error): void {
    for (const listener of this.#listeners) listener(error);
  }
}

/** Takes the system down, and all that is in it. */
export function simulatedPlatform(
  world: SimulatedWorld,
  script: Script,
  said: Said,
  onUp: (system: SimulatedSystem) => void,
): Platform<SimulatedSystem> {
  return {
    name: "simulated",
    undoer: undoerOf(SYSTEM_RECORD.kind, script, {
      undo: () => {
        world.isUp = false;
        for (const record of world.in.keys()) world.takeOut(record);
      },
      isGone: () => !world.isUp,
    }),
    capabilities: async () => ({ platform: "simulated", faults: {} }),
    async prepare() {
      await script.step("prepare");
      return {
        undo: SYSTEM_RECORD,
        async up(signal) {
          world.isUp = true;
          await script.step("up", signal);
          const system = new SimulatedSystem(world, script, said);
          onUp(system);
          return system;
        },
      };
    },
  };
}

/** The effect that is seen of a fault, by its id; else that it took, for as long as it is in. */
export type Effects = Readonly<Record<string, Effect>>;

export function simulatedFaults(world: SimulatedWorld, script: Script, effects: Effects, atEnd: Effects): Faults {
  const undoer = undoerOf("trouble", script, {
    undo: ({ id }) => world.takeOut(id),
    isGone: ({ id }) => !world.in.has(id),
  });
  return { injectors: [injectorOf(world, script, effects, atEnd), remedyInjector(world, script)], undoers: [undoer] };
}

function injectorOf(world: SimulatedWorld, script: Script, effects: Effects, atEnd: Effects): FaultInjector {
  return {
    kinds: [simulatedKind],
    async prepare({ fault, within }) {
      const { parts = 1 } = fault.params as SimulatedParams;
      return Array.from({ length: parts }, (_, index) => preparedPart(fault, index, within));
    },
  };

  function preparedPart(fault: PlannedFault, index: number, within: string | undefined): PreparedFault {
    const id = `${fault.id}/${index + 1}`;
    const { endsByItself } = fault.params as SimulatedParams;
    const effectAtEnd = atEnd[fault.id];
    let asked = 0;
    return {
      undo: { id, kind: "trouble", what: `trouble ${id}`, manual: `end ${id}`, within, data: null },
      async inject(signal) {
        // In before the call comes to anything, so that one which fails or hangs leaves it in.
        world.putIn(id, fault.on as Edge, fault.params as SimulatedParams);
        await script.step(`inject ${id}`, signal);
      },
      async verify(signal) {
        await script.step(`verify ${id}`, signal);
        if (asked++ > 0 && effectAtEnd !== undefined) return effectAtEnd;
        if (effects[fault.id] !== undefined) return effects[fault.id] as Effect;
        if (world.in.has(id)) return { took: "true", evidence: `${id} was seen` };
        return { took: "false", evidence: `${id} is not in` };
      },
      endsByItself,
    };
  }
}

/** A restart cures what faults left behind, a request changes nothing. */
function remedyInjector(world: SimulatedWorld, script: Script): FaultInjector {
  return {
    kinds: [{ type: "restart" }, { type: "request" }],
    async prepare({ fault: { id, type }, within }) {
      const record = `${id}/1`;
      return [
        {
          undo: { id: record, kind: "trouble", what: `remedy ${record}`, manual: `end ${record}`, within, data: null },
          async inject(signal) {
            await script.step(`inject ${record}`, signal);
            if (type === "restart") world.cure();
          },
          async verify(signal) {
            await script.step(`verify ${record}`, signal);
            return { took: "true", evidence: `${record} was seen` };
          },
          endsByItself: type === "restart",
        },
      ];
    },
  };
}

function undoerOf(
  kind: string,
  script: Script,
  does: { undo(record: UndoRecord): void; isGone(record: UndoRecord): boolean },
): Undoer {
  return {
    kind,
    async undo(record, signal) {
      await script.step(`undo ${record.id}`, signal);
      does.undo(record);
    },
    async isGone(record, signal) {
      await script.step(`look for ${record.id}`, signal);
      return does.isGone(record);
    },
  };
}
